using Elbo.Evaluation;
using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>What an evaluation has to tell.</summary>
/// <param name="Run">The run measured.</param>
/// <param name="Subset">On whom: "test" or "validation".</param>
/// <param name="Result">Its figures.</param>
/// <param name="Other">The run it is compared with, if any.</param>
/// <param name="Baseline">That run's figures.</param>
/// <param name="Comparisons">For each ranking metric, <paramref name="Run"/> minus <paramref name="Other"/>.</param>
internal sealed record EvaluationReport(
    RunFolder Run,
    string Subset,
    EvaluationResult Result,
    RunFolder? Other,
    EvaluationResult? Baseline,
    IReadOnlyList<PairedComparison> Comparisons);
