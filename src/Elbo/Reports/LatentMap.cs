using Elbo.Data.Splits;
using Elbo.Models;
using Elbo.Runs;

namespace Elbo.Reports;

/// <summary>Items or people in the two dimensions in which their vectors spread the most.</summary>
/// <param name="Points">The points, heaviest first.</param>
/// <param name="Groups">The genres that have a colour.</param>
/// <param name="FirstShare">Share of the variance along x.</param>
/// <param name="SecondShare">Share of the variance along y.</param>
/// <param name="Dimensions">Numbers in a vector.</param>
/// <param name="LeftOut">How many are not shown, the lightest.</param>
public sealed record LatentMap(
    IReadOnlyList<MapPoint> Points, IReadOnlyList<string> Groups, double FirstShare, double SecondShare, int Dimensions, int LeftOut)
{
    private const int BlockSize = 256;

    /// <summary>A run's items by the weights of the output layer; an item of several coloured genres takes the least common of these.</summary>
    public static LatentMap OfItems(RunFolder run, ILatentModel model, int points)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(model);
        (float[] values, int size) = model.ItemVectors();
        Genres genres = new(run.Items);
        return Of(values, size, genres, points, [.. run.Items.Select(item => (item.Title ?? item.Id, genres.RarestOf(item.Genres), item.Count))]);
    }

    /// <summary>Test people by the mean of their posterior; each takes the coloured genre that is most over-represented in the history.</summary>
    public static LatentMap OfPeople(RunFolder run, ILatentModel model, Data.Vocabulary users, HeldOutSet people, int points)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(people);
        Genres genres = new(run.Items);
        List<float> values = [];
        for (int first = 0; first < people.FoldIn.RowCount; first += BlockSize)
        {
            values.AddRange(model.Encode(people.FoldIn, first, Math.Min(BlockSize, people.FoldIn.RowCount - first)).Mean);
        }

        return Of([.. values], model.LatentSize, genres, points, [.. Enumerable.Range(0, people.FoldIn.RowCount).Select(row =>
            (users[people.Users[row]], genres.MostTypicalOf(people.FoldIn.Row(row)), people.FoldIn.RowLength(row)))]);
    }

    private static LatentMap Of(float[] values, int size, Genres genres, int points, (string Label, int? Group, int Weight)[] labels)
    {
        PrincipalComponents plane = PrincipalComponents.Of(values, size);
        MapPoint[] shown = [.. labels
            .Select((label, i) => new MapPoint(plane.Coordinates[2 * i], plane.Coordinates[(2 * i) + 1], label.Label, label.Group, label.Weight))
            .OrderByDescending(point => point.Weight)
            .Take(points)];
        return new LatentMap(shown, genres.Names, plane.FirstShare, plane.SecondShare, size, labels.Length - shown.Length);
    }
}
