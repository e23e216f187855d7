using Elbo.Runs;

namespace Elbo.Search;

/// <summary>Runs single trials.</summary>
internal interface ITrialRunner
{
    /// <summary>The folder of a trial's run.</summary>
    string GetFolder(TrialLease trial);

    /// <summary>Trains a trial to its end. Training errors are part of the outcome.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="recipe">The recipe with the trial's values.</param>
    /// <param name="report">Called after each epoch; returning false stops the training.</param>
    /// <param name="cancellationToken">Interrupts the trial; it can be resumed later.</param>
    /// <exception cref="OperationCanceledException">The trial was cancelled.</exception>
    TrialOutcome Run(TrialLease trial, Recipe recipe, Func<TrialMetric, bool> report, CancellationToken cancellationToken);
}
