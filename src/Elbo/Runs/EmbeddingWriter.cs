using Elbo.Data;
using Elbo.Models;

namespace Elbo.Runs;

/// <summary>Exports the embeddings of a run's model as tables.</summary>
internal static class EmbeddingWriter
{
    private const int BlockSize = 256;

    /// <summary>Checks, before data is read, that a run's model has embeddings and that the files can hold them.</summary>
    /// <exception cref="ElboException">The model has no latent space, or a file's extension is unknown.</exception>
    public static void RequireExportable(RunFolder run, string usersFile, string? itemsFile)
    {
        ArgumentNullException.ThrowIfNull(run);
        VectorTableWriter.RequireFormat(usersFile);
        VectorTableWriter.RequireFormat(itemsFile ?? usersFile);
        if (itemsFile is not null && Path.GetFullPath(usersFile) == Path.GetFullPath(itemsFile))
        {
            throw new ElboException($"{itemsFile}: --out and --items name the same file");
        }

        if (!run.Recipe.Model.HasLatentSpace)
        {
            IEnumerable<string> able = ModelRegistry.All.Where(entry => entry.HasLatentSpace).Select(entry => entry.Name);
            throw new ElboException(
                $"{run.Path}: model {run.Recipe.Model.Name} has no latent space; models that have one: {string.Join(", ", able)}");
        }
    }

    /// <summary>
    /// Writes a row per user: id, mean_0 .. mean_(d-1), and variance_0 .. variance_(d-1) if the posterior has a variance; a user
    /// without known items gets the posterior of an empty history. Writes a row per item: id, title, and v_0 .. of the output layer's weights.
    /// </summary>
    /// <param name="run">A run that <see cref="RequireExportable"/> accepts.</param>
    /// <param name="data">The users' histories; items that the run does not know are ignored.</param>
    /// <param name="usersFile">The file of users.</param>
    /// <param name="itemsFile">The file of items; null for none.</param>
    /// <param name="context">Device, threads and cancellation.</param>
    /// <exception cref="ElboException">A file cannot be written, or the run has no trained model.</exception>
    public static EmbeddingSummary Write(RunFolder run, InteractionDataset data, string usersFile, string? itemsFile, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        using Model model = run.LoadModel(context);
        ILatentModel latent = (ILatentModel)model;
        HistoryMapper histories = new(run.Vocabulary, data);
        WriteUsers(latent, data, histories, usersFile, context.CancellationToken);
        int itemSize = itemsFile is null ? 0 : WriteItems(run, latent, itemsFile, context.CancellationToken);
        return new EmbeddingSummary(latent.LatentSize, itemSize, histories.UnknownItems, histories.UnknownInteractions);
    }

    private static void WriteUsers(ILatentModel model, InteractionDataset data, HistoryMapper histories, string path, CancellationToken cancellationToken)
    {
        bool hasVariance = model.Encode(histories.MapRows(0, 1), 0, 1).Variance is not null;
        string[] columns = [.. ColumnNames("mean", model.LatentSize), .. hasVariance ? ColumnNames("variance", model.LatentSize) : []];
        VectorTableWriter.Write(path, ["id"], columns, UserRows(model, data, histories), cancellationToken);
    }

    private static int WriteItems(RunFolder run, ILatentModel model, string path, CancellationToken cancellationToken)
    {
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

/// <summary>What was exported.</summary>
/// <param name="UserSize">Dimensions of a user's embedding.</param>
/// <param name="ItemSize">Dimensions of an item's embedding; 0 if items were not exported.</param>
/// <param name="UnknownItems">Items of the data that the run does not know.</param>
/// <param name="UnknownInteractions">Ignored interactions with these items.</param>
internal sealed record EmbeddingSummary(int UserSize, int ItemSize, int UnknownItems, int UnknownInteractions);
