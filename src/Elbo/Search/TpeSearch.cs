using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>
/// The tree-structured Parzen estimator (Bergstra et al. 2011, "Algorithms for hyper-parameter optimization", section 4):
/// the trials so far are split into good ones and the rest, a density is fitted to each, l and g, and of some draws from
/// l the one with the greatest l / g, which has the greatest expected improvement, is tried.
/// </summary>
/// <remarks>
/// Each parameter is estimated independently, conditional ones from the trials in which they applied. Trials under way count
/// among the rest, as if they had turned out badly (a constant liar), so that workers do not all try the same region;
/// failed ones do as well. Pruned trials rank after completed ones, those with more epochs first.
/// </remarks>
/// <param name="parameters">The parameters, each after the ones it depends on.</param>
/// <param name="maximize">True if higher values are better.</param>
/// <param name="options">Number of startup trials and candidates, and gamma.</param>
/// <param name="seed">The study's seed.</param>
internal sealed class TpeSearch(IReadOnlyList<SearchParameter> parameters, bool maximize, StrategyOptions options, long seed) : ISearchStrategy
{
    private const int MaxGoodTrials = 25;

    private readonly RandomSearch randomSearch = new(parameters, seed);

    /// <inheritdoc />
    public IReadOnlyDictionary<string, JsonNode?> Propose(int number, IReadOnlyList<TrialSummary> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        (List<TrialSummary> good, List<TrialSummary> others) = Split(history);

        // Counted by number, not by ended trials: with many workers the startup would otherwise last longer.
        if (number <= options.StartupTrials || good.Count == 0)
        {
            return randomSearch.Propose(number, history);
        }

        DeterministicRandom random = new(seed, number);
        Dictionary<string, JsonNode?> values = [];
        foreach (SearchParameter parameter in parameters.Where(parameter => parameter.IsActive(values)))
        {
            values[parameter.Path] = parameter.Domain switch
            {
                CategoricalDomain choice => SelectBest(new CategoricalEstimator(choice, Values(good, parameter)), new CategoricalEstimator(choice, Values(others, parameter)), random),
                NumericDomain range => SelectBest(new ParzenEstimator(range, Values(good, parameter)), new ParzenEstimator(range, Values(others, parameter)), random),
                _ => throw new InvalidOperationException($"no estimator for {parameter.Domain.GetType().Name}"),
            };
        }

        return values;
    }

    /// <summary>Splits the trials into good ones and all others.</summary>
    private (List<TrialSummary> Good, List<TrialSummary> Others) Split(IReadOnlyList<TrialSummary> history)
    {
        List<TrialSummary> ranked =
        [
            .. history.Where(trial => trial is { State: TrialState.Completed, Value: not null }).OrderBy(Loss).ThenBy(trial => trial.Number),
            .. history.Where(trial => trial is { State: TrialState.Pruned, Value: not null })
                .OrderByDescending(trial => trial.Curve.Count == 0 ? 0 : trial.Curve[^1].Epoch).ThenBy(Loss).ThenBy(trial => trial.Number),
        ];
        List<TrialSummary> good = [.. ranked.Take(Math.Min(MaxGoodTrials, (int)Math.Ceiling(options.Gamma * ranked.Count)))];
        return (good, [.. history.Except(good, ReferenceEqualityComparer.Instance).Cast<TrialSummary>()]);
    }

    private double Loss(TrialSummary trial) => maximize ? -trial.Value!.Value : trial.Value!.Value;

    private static List<JsonNode?> Values(List<TrialSummary> trials, SearchParameter parameter) =>
        [.. trials.Where(trial => trial.Values.ContainsKey(parameter.Path)).Select(trial => trial.Values[parameter.Path])];

    private JsonNode? SelectBest(IDensityEstimator good, IDensityEstimator others, DeterministicRandom random)
    {
        JsonNode? best = null;
        double bestRatio = double.NegativeInfinity;
        for (int i = 0; i < options.Candidates; i++)
        {
            JsonNode? value = good.Sample(random);
            double ratio = good.LogDensity(value) - others.LogDensity(value);
            if (ratio > bestRatio)
            {
                (best, bestRatio) = (value, ratio);
            }
        }

        return best;
    }
}

/// <summary>The distribution of a parameter's values among trials, smoothed by a prior.</summary>
internal interface IDensityEstimator
{
    /// <summary>Samples a value.</summary>
    JsonNode? Sample(DeterministicRandom random);

    /// <summary>The logarithm of the density, or probability, of a value.</summary>
    double LogDensity(JsonNode? value);
}
