namespace Elbo.Search;

/// <summary>Tells from validation curves which trials are not worth going on with.</summary>
public interface IPruner
{
    /// <summary>True where a trial should end after its latest epoch.</summary>
    /// <param name="trial">The trial; its curve ends with the latest epoch.</param>
    /// <param name="others">The study's other trials in whatever state.</param>
    bool ShouldPrune(TrialSummary trial, IReadOnlyList<TrialSummary> others);
}
