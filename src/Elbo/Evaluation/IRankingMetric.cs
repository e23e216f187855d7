namespace Elbo.Evaluation;

/// <summary>A figure for one person's list, averaged over people; between 0 and 1, higher is better.</summary>
public interface IRankingMetric : IMetric
{
    /// <summary>The figure of one person's list.</summary>
    /// <param name="hits">For each place, best first, whether a target stands there; at most <see cref="IMetric.CutOff"/> places.</param>
    /// <param name="targetCount">|T|, how many targets the person has; at least 1.</param>
    double Compute(ReadOnlySpan<bool> hits, int targetCount);
}
