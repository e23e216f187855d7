using Elbo.Data.Synthetic;
using Elbo.IO;

namespace Elbo.Data.Readers;

/// <summary>Data as specified by the user, and how to read it.</summary>
/// <param name="Name"><see cref="Sample"/>, one of <see cref="DatasetDownloader.Names"/>, or a path.</param>
/// <param name="ReadOptions">How to read it.</param>
public sealed record DataSource(string Name, ReadOptions ReadOptions)
{
    /// <summary>The name of the built-in synthetic data set, unless a file or folder has that name.</summary>
    public const string Sample = "sample";

    /// <summary>True for a built-in data set and for an existing path.</summary>
    public bool IsKnown => Name == Sample || DatasetDownloader.Names.Contains(Name) || Path.Exists(Name);

    /// <summary>Loads and preprocesses the data.</summary>
    /// <param name="preprocessing">Which interactions to keep.</param>
    /// <param name="context">Logger and cancellation.</param>
    /// <param name="progress">Receives the progress of a download.</param>
    /// <exception cref="ElboException">The data cannot be read, or preprocessing leaves nothing.</exception>
    public InteractionDataset Load(PreprocessingOptions preprocessing, RunContext context, IProgress<DownloadProgress>? progress = null)
    {
        if (Name == Sample && !Path.Exists(Name))
        {
            return SyntheticDataset.Create();
        }

        SystemErrors.RequireUsable(Name);
        using HttpClient http = new();
        return new DataLoader(http).Load(Name, ReadOptions, preprocessing, context, progress);
    }
}
