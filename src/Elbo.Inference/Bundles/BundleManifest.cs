using System.Text.Json;

namespace Elbo.Inference.Bundles;

/// <summary>What a bundle tells of itself (manifest.json).</summary>
public sealed record BundleManifest
{
    /// <summary>The version of this format.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The largest limit on histories that a bundle may have.</summary>
    public const int MaxHistoryLimit = 100_000;

    /// <summary>The version that the file has.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The model's name in the catalog, such as "mult-vae".</summary>
    public required string Model { get; init; }

    /// <summary>The model's options, as in its recipe.</summary>
    public required JsonElement Options { get; init; }

    /// <summary>What the scores are, which decides how popularity is discounted.</summary>
    public required ScoreKind ScoreKind { get; init; }

    /// <summary>Number of items that are ranked: the rows of items.jsonl and the columns of the graph's scores.</summary>
    public required int ItemCount { get; init; }

    /// <summary>The longest history that is read, from 1 to <see cref="MaxHistoryLimit"/>: the limit that the training data was prepared with; of longer ones the most recent items count.</summary>
    public required int MaxHistory { get; init; }

    /// <summary>Similar items kept for each item; 0 where the model knows none.</summary>
    public required int SimilarItemsPerItem { get; init; }

    /// <summary>How the graph keeps its weights: float32, float16 or int8.</summary>
    public required string WeightPrecision { get; init; }

    /// <summary>The data's name and the fingerprint of what was prepared from it.</summary>
    public required TrainingDataInfo Data { get; init; }

    /// <summary>Metrics on test users, as fractions; empty where the run has not been measured.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>When the bundle was made, in UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The version of Elbo that made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>All other parts of the file.</summary>
    public required IReadOnlyList<BundleEntry> Entries { get; init; }
}

/// <summary>One part of a bundle, as the manifest lists it.</summary>
/// <param name="Name">Its name in the zip file: one of <see cref="BundleFormat"/>'s.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its bytes, in lower-case hexadecimal.</param>
public sealed record BundleEntry(string Name, long Bytes, string Sha256);

/// <summary>What a bundle's model was trained on.</summary>
/// <param name="Name">The data's name.</param>
/// <param name="Fingerprint">SHA-256 of the prepared data, in hexadecimal.</param>
/// <param name="Synthetic">True where the data is made up.</param>
public sealed record TrainingDataInfo(string Name, string Fingerprint, bool Synthetic);
