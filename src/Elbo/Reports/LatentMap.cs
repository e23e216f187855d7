using Elbo.Data.Splits;
using Elbo.Models;
using Elbo.Runs;

namespace Elbo.Reports;

/// <summary>Items or users by the first two principal components of their vectors.</summary>
/// <param name="Points">The points, largest weight first.</param>
/// <param name="Groups">The genres that have a color.</param>
/// <param name="FirstExplainedVariance">Fraction of the variance along x.</param>
/// <param name="SecondExplainedVariance">Fraction of the variance along y.</param>
/// <param name="Dimensions">Size of a vector.</param>
/// <param name="OmittedCount">Number of points not shown, those with the smallest weights.</param>
internal sealed record LatentMap(
    IReadOnlyList<MapPoint> Points, IReadOnlyList<string> Groups, double FirstExplainedVariance, double SecondExplainedVariance, int Dimensions, int OmittedCount)
{
    private const int BlockSize = 256;

    /// <summary>A run's items by the weights of the output layer; an item with several colored genres gets the least common one.</summary>
    public static LatentMap ForItems(RunFolder run, ILatentModel model, int points)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(model);
        (float[] values, int size) = model.ItemVectors();
        GenrePalette genres = new(run.Items);
        return Create(values, size, genres, points, [.. run.Items.Select(item => (item.Title ?? item.Id, genres.FindRarest(item.Categories), item.InteractionCount))]);
    }

    /// <summary>Test users by the mean of their posterior; each gets the colored genre that is most over-represented in the history.</summary>
    public static LatentMap ForUsers(RunFolder run, ILatentModel model, Data.Vocabulary users, HeldOutSet heldOut, int points)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(heldOut);
        GenrePalette genres = new(run.Items);
        List<float> values = [];
        for (int first = 0; first < heldOut.FoldIn.RowCount; first += BlockSize)
        {
            values.AddRange(model.Encode(heldOut.FoldIn, first, Math.Min(BlockSize, heldOut.FoldIn.RowCount - first)).Mean);
        }

        return Create([.. values], model.LatentSize, genres, points, [.. Enumerable.Range(0, heldOut.FoldIn.RowCount).Select(row =>
            (users[heldOut.Users[row]], genres.FindMostOverrepresented(heldOut.FoldIn.Row(row)), heldOut.FoldIn.RowLength(row)))]);
    }

    private static LatentMap Create(float[] values, int size, GenrePalette genres, int points, (string Label, int? Group, int Weight)[] labels)
    {
        PrincipalComponents plane = PrincipalComponents.Compute(values, size);
        MapPoint[] shown = [.. labels
            .Select((label, i) => new MapPoint(plane.Coordinates[2 * i], plane.Coordinates[(2 * i) + 1], label.Label, label.Group, label.Weight))
            .OrderByDescending(point => point.Weight)
            .Take(points)];
        return new LatentMap(shown, genres.Names, plane.FirstExplainedVariance, plane.SecondExplainedVariance, size, labels.Length - shown.Length);
    }
}

/// <summary>An item or a user on a map.</summary>
/// <param name="X">Coordinate on the first principal component.</param>
/// <param name="Y">Coordinate on the second.</param>
/// <param name="Label">The title or id.</param>
/// <param name="Group">Index of its genre in the map's groups; null for other genres.</param>
/// <param name="Weight">Training interactions of an item; history length of a user.</param>
internal sealed record MapPoint(double X, double Y, string Label, int? Group, int Weight);
