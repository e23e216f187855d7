namespace Elbo.Search;

/// <summary>What a worker that asks for a trial is told.</summary>
/// <param name="Lease">The trial to carry out; null where there is none now.</param>
/// <param name="IsDone">True where there will be none any more; false without a lease means that trials of other workers may yet come free.</param>
public sealed record TrialAcquisition(TrialLease? Lease, bool IsDone);
