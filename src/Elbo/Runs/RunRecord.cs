using Elbo.Data.Readers;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>The settings, provenance and result of a run (run.json).</summary>
public sealed record RunRecord
{
    /// <summary>The version of this format.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The version of the format that the file was written in.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The recipe's name.</summary>
    public required string Recipe { get; init; }

    /// <summary>The data set's name or path, as passed by the user.</summary>
    public required string Data { get; init; }

    /// <summary>How the data was read.</summary>
    public required ReadOptions ReadOptions { get; init; }

    /// <summary>Fingerprint of the preprocessed data.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>True for synthetic data.</summary>
    public bool Synthetic { get; init; }

    /// <summary>Fingerprint of data, recipe, seed and threads together. A checkpoint is valid for one fingerprint only.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Number of torch threads.</summary>
    public required int Threads { get; init; }

    /// <summary>The device.</summary>
    public required string Device { get; init; }

    /// <summary>Validation users that are evaluated after each epoch: all, or a sample (<see cref="TrainingOptions.MaxValidationUsers"/>).</summary>
    public int ValidationUsers { get; init; }

    /// <summary>Start time in UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The command line.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Operating system, processor count and versions.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The result; null until the run has finished.</summary>
    public RunOutcome? Outcome { get; init; }
}

/// <summary>The result of a run.</summary>
/// <param name="BestEpoch">The epoch whose weights were kept; 0 for closed-form models.</param>
/// <param name="Epochs">Number of epochs trained.</param>
/// <param name="ValidationMetric">The validation metric of the best epoch; null for models without epochs.</param>
/// <param name="EpochSeconds">Median training time of an epoch, without validation.</param>
/// <param name="TrainSeconds">Total training time, without validation.</param>
/// <param name="Test">Metrics on test users, as fractions.</param>
/// <param name="StandardErrors">Standard errors of the ranking metrics over test users; empty for a single user.</param>
/// <param name="TestUsers">Number of test users evaluated.</param>
/// <param name="SkippedUsers">Number of test users without targets.</param>
public sealed record RunOutcome(
    int BestEpoch,
    int Epochs,
    double? ValidationMetric,
    double EpochSeconds,
    double TrainSeconds,
    IReadOnlyDictionary<string, double> Test,
    IReadOnlyDictionary<string, double> StandardErrors,
    int TestUsers,
    int SkippedUsers);

/// <summary>Metrics of each test user, for paired comparisons (test-users.json).</summary>
/// <param name="Users">User ids.</param>
/// <param name="Metrics">For each metric one value per user, in the order of <paramref name="Users"/>.</param>
internal sealed record UserMetrics(IReadOnlyList<string> Users, IReadOnlyDictionary<string, IReadOnlyList<double>> Metrics);
