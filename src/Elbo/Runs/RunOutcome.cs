namespace Elbo.Runs;

/// <summary>What a run came to.</summary>
/// <param name="BestEpoch">The epoch whose weights were kept; 0 for closed-form models.</param>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="ValidationMetric">The validation metric of the best epoch; null for models without epochs.</param>
/// <param name="EpochSeconds">Median time of an epoch's training part.</param>
/// <param name="TrainSeconds">Time of all training parts.</param>
/// <param name="Test">Metrics on test users, as fractions.</param>
/// <param name="StandardErrors">Standard errors of the ranking metrics over test users; none for a single user.</param>
/// <param name="TestUsers">Test users that were measured.</param>
/// <param name="SkippedUsers">Test users without targets.</param>
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
