using Elbo.Data;
using Elbo.Models;

namespace Elbo.Runs;

/// <summary>Exports the embeddings of a run's model as tables.</summary>
public static class EmbeddingWriter
{
    private const int BlockSize = 256;

    /// <summary>
    /// Writes a row per user: id, mean_0 .. mean_(d-1), and variance_0 .. variance_(d-1) if the posterior has a variance.
    /// A user without known items gets the posterior of an empty history.
    /// </summary>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static void WriteUsers(
        ILatentModel model, InteractionDataset data, HistoryMapper histories, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(histories);
        bool hasVariance = model.Encode(histories.MapRows(0, 1), 0, 1).Variance is not null;
        string[] columns = [.. ColumnNames("mean", model.LatentSize), .. hasVariance ? ColumnNames("variance", model.LatentSize) : []];
        VectorTableWriter.Write(path, ["id"], columns, UserRows(model, data, histories), cancellationToken);
    }

    /// <summary>Writes a row per item: id, title, and v_0 .. of the output layer's weights; returns the length of a vector.</summary>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static int WriteItems(RunFolder run, ILatentModel model, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(model);
        (float[] values, int size) = model.ItemVectors();
        IEnumerable<(IReadOnlyList<string?>, ReadOnlyMemory<float>)> rows = run.Items.Select((item, index) =>
            ((IReadOnlyList<string?>)[item.Id, item.Title], (ReadOnlyMemory<float>)values.AsMemory(index * size, size)));
        VectorTableWriter.Write(path, ["id", "title"], [.. ColumnNames("v", size)], rows, cancellationToken);
        return size;
    }

    private static IEnumerable<(IReadOnlyList<string?> Texts, ReadOnlyMemory<float> Numbers)> UserRows(
        ILatentModel model, InteractionDataset data, HistoryMapper histories)
    {
        int size = model.LatentSize;
        for (int first = 0; first < data.Users.Count; first += BlockSize)
        {
            int count = Math.Min(BlockSize, data.Users.Count - first);
            LatentPosterior posterior = model.Encode(histories.MapRows(first, count), 0, count);
            for (int row = 0; row < count; row++)
            {
                Range slice = (row * size)..((row + 1) * size);
                float[] numbers = [.. posterior.Mean[slice], .. posterior.Variance?[slice] ?? []];
                yield return ([data.Users[first + row]], numbers);
            }
        }
    }

    private static IEnumerable<string> ColumnNames(string prefix, int count) =>
        Enumerable.Range(0, count).Select(index => FormattableString.Invariant($"{prefix}_{index}"));
}
