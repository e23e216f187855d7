using Elbo.Data;
using Elbo.Models;

namespace Elbo.Runs;

/// <summary>Writes the vectors of a run's model as tables.</summary>
public static class EmbeddingFiles
{
    private const int BlockSize = 256;

    /// <summary>
    /// Writes a row per person: id, mean_0 .. mean_(d-1), and variance_0 .. variance_(d-1) where the model's code has a
    /// spread. Somebody without known items has the code of an empty history.
    /// </summary>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static void WritePeople(
        ILatentModel model, DataSet data, RunHistories histories, string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(histories);
        bool spread = model.Encode(histories.Block(0, 1), 0, 1).Variance is not null;
        string[] numbers = [.. Names("mean", model.LatentSize), .. spread ? Names("variance", model.LatentSize) : []];
        VectorFile.Write(path, ["id"], numbers, People(model, data, histories), cancellation);
    }

    /// <summary>Writes a row per item: id, title, and v_0 .. of the output layer's weights; returns how many numbers these are.</summary>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static int WriteItems(RunFolder run, ILatentModel model, string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(model);
        (float[] values, int size) = model.ItemVectors();
        IEnumerable<(IReadOnlyList<string?>, ReadOnlyMemory<float>)> rows = run.Items.Select((item, index) =>
            ((IReadOnlyList<string?>)[item.Id, item.Title], (ReadOnlyMemory<float>)values.AsMemory(index * size, size)));
        VectorFile.Write(path, ["id", "title"], [.. Names("v", size)], rows, cancellation);
        return size;
    }

    private static IEnumerable<(IReadOnlyList<string?> Texts, ReadOnlyMemory<float> Numbers)> People(
        ILatentModel model, DataSet data, RunHistories histories)
    {
        int size = model.LatentSize;
        for (int first = 0; first < data.Users.Count; first += BlockSize)
        {
            int count = Math.Min(BlockSize, data.Users.Count - first);
            LatentCode code = model.Encode(histories.Block(first, count), 0, count);
            for (int row = 0; row < count; row++)
            {
                Range own = (row * size)..((row + 1) * size);
                float[] numbers = [.. code.Mean[own], .. code.Variance?[own] ?? []];
                yield return ([data.Users[first + row]], numbers);
            }
        }
    }

    private static IEnumerable<string> Names(string prefix, int count) =>
        Enumerable.Range(0, count).Select(index => FormattableString.Invariant($"{prefix}_{index}"));
}
