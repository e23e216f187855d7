using System.Text.Json;

namespace Elbo.Inference.Bundles;

/// <summary>Metadata of a bundle (manifest.json).</summary>
public sealed record BundleManifest
{
    /// <summary>The format version that this library reads and writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The largest <see cref="MaxHistory"/> a bundle may have.</summary>
    public const int MaxHistoryLimit = 100_000;

    /// <summary>Format version of the file.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The model's registered name, such as "mult-vae".</summary>
    public required string Model { get; init; }

    /// <summary>The model's options, as in its recipe.</summary>
    public required JsonElement Options { get; init; }

    /// <summary>What the scores are, which determines the popularity discount.</summary>
    public required ScoreKind ScoreKind { get; init; }

    /// <summary>Number of ranked items: the rows of items.jsonl and the columns of the graph's scores.</summary>
    public required int ItemCount { get; init; }

    /// <summary>Number of most recent history items the model uses, from 1 to <see cref="MaxHistoryLimit"/>; the limit that the training data was preprocessed with.</summary>
    public required int MaxHistory { get; init; }

    /// <summary>True if the graph has the input <see cref="BundleFormat.Graph.Times"/>; default false.</summary>
    public bool UsesTimes { get; init; }

    /// <summary>Similar items stored for each item; 0 for a model without item similarities.</summary>
    public required int SimilarItemsPerItem { get; init; }

    /// <summary>Precision of the weights in the graph: float32, float16 or int8.</summary>
    public required string WeightPrecision { get; init; }

    /// <summary>Name and fingerprint of the training data.</summary>
    public required TrainingDataInfo Data { get; init; }

    /// <summary>Metrics on test users, as fractions; empty if the run was not evaluated.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>When the bundle was created, in UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The version of Elbo that created it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>All other entries of the file.</summary>
    public required IReadOnlyList<BundleEntry> Entries { get; init; }
}

/// <summary>An entry of a bundle, as listed in the manifest.</summary>
/// <param name="Name">Its name in the zip file, one of <see cref="BundleFormat"/>.</param>
/// <param name="Bytes">Its length in bytes.</param>
/// <param name="Sha256">SHA-256 of its bytes, in lower-case hexadecimal.</param>
public sealed record BundleEntry(string Name, long Bytes, string Sha256);

/// <summary>The data a bundle's model was trained on.</summary>
/// <param name="Name">Name of the data.</param>
/// <param name="Fingerprint">SHA-256 of the preprocessed data, in hexadecimal.</param>
/// <param name="Synthetic">True for synthetic data.</param>
public sealed record TrainingDataInfo(string Name, string Fingerprint, bool Synthetic);
