using Elbo.Data.Readers;

namespace Elbo.Runs;

/// <summary>What a run folder tells of its run (run.json).</summary>
public sealed record RunRecord
{
    /// <summary>The version of this format.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The version that the file has.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The recipe's name.</summary>
    public required string Recipe { get; init; }

    /// <summary>The data's name or path as it was given.</summary>
    public required string Data { get; init; }

    /// <summary>How the data was read.</summary>
    public required ReadOptions ReadOptions { get; init; }

    /// <summary>Fingerprint of the prepared data.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>True where the data is made up.</summary>
    public bool Synthetic { get; init; }

    /// <summary>Fingerprint of data, recipe, seed and threads together: what a checkpoint belongs to.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Torch's threads.</summary>
    public required int Threads { get; init; }

    /// <summary>The device.</summary>
    public required string Device { get; init; }

    /// <summary>When it was started, in UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The command line.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Operating system, processor count and versions.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>What it came to; null until it has ended.</summary>
    public RunOutcome? Outcome { get; init; }
}
