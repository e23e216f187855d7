using Elbo.Runs;

namespace Elbo.Search;

/// <summary>Carries out single trials.</summary>
public interface ITrialRunner
{
    /// <summary>Where the run of a trial is kept.</summary>
    string GetFolder(TrialLease trial);

    /// <summary>Trains one to its end and tells how it went; errors of the training are part of that.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="recipe">The recipe with the trial's values.</param>
    /// <param name="report">Told of each epoch; false ends the training there.</param>
    /// <param name="cancellationToken">Ends it at once, to be gone on with later.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    TrialOutcome Run(TrialLease trial, Recipe recipe, Func<TrialMetric, bool> report, CancellationToken cancellationToken);
}
