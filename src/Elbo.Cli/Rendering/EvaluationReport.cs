using Elbo.Evaluation;
using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>An evaluation of a run, optionally against another run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Subset">"test" or "validation".</param>
/// <param name="Result">Its metrics.</param>
/// <param name="Other">The other run, if any.</param>
/// <param name="Baseline">That run's metrics.</param>
/// <param name="Comparisons">For each ranking metric, <paramref name="Run"/> minus <paramref name="Other"/>.</param>
internal sealed record EvaluationReport(
    RunFolder Run,
    string Subset,
    EvaluationResult Result,
    RunFolder? Other,
    EvaluationResult? Baseline,
    IReadOnlyList<PairedComparison> Comparisons);
