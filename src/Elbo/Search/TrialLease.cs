using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>A worker's exclusive right to run a trial, until the lease expires.</summary>
/// <param name="Study">The study's name.</param>
/// <param name="Number">The trial's number.</param>
/// <param name="Token">A fencing token: it grows each time the trial is acquired, and holders of an older one can no longer write.</param>
/// <param name="Values">The parameter values to try.</param>
public sealed record TrialLease(string Study, int Number, long Token, IReadOnlyDictionary<string, JsonNode?> Values);

/// <summary>The result of a request for a trial.</summary>
/// <param name="Lease">The trial to run; null if none is available now.</param>
/// <param name="IsDone">True if all trials have ended. False without a lease means that trials of other workers may become available.</param>
internal sealed record TrialAcquisition(TrialLease? Lease, bool IsDone);

/// <summary>How a trial ended.</summary>
/// <param name="State">Completed, pruned or failed.</param>
/// <param name="Value">The study's metric; null for a failed trial.</param>
/// <param name="Seconds">Training time.</param>
/// <param name="Error">The error of a failed trial; otherwise null.</param>
public sealed record TrialOutcome(TrialState State, double? Value, double Seconds, string? Error);
