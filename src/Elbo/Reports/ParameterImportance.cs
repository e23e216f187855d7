using Elbo.Search;

namespace Elbo.Reports;

/// <summary>The share of the metric's variance over the trials that one parameter explains.</summary>
/// <remarks>
/// Epsilon squared (Kelley 1935): trials are grouped by the parameter's value, the variance between groups is divided
/// by the total variance, minus what that number of groups would explain by chance. Numbers with more than four
/// values form four groups of about equal size. A conditional parameter is measured on the trials that have it.
/// Interactions between parameters are not measured.
/// </remarks>
/// <param name="Parameter">The parameter.</param>
/// <param name="Share">epsilon^2, between 0 and 1; null if there are too few trials or values.</param>
/// <param name="Groups">Number of groups.</param>
internal sealed record ParameterImportance(string Parameter, double? Share, int Groups)
{
    private const int NumericGroups = 4;

    /// <summary>Measures each parameter on the trials with a metric, most important first.</summary>
    public static IReadOnlyList<ParameterImportance> Compute(IReadOnlyList<string> parameters, IReadOnlyList<TrialSummary> trials)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(trials);
        TrialSummary[] measured = [.. trials.Where(trial => trial.Value is not null)];
        return [.. parameters
            .Select(parameter => Compute(parameter, [.. measured.Where(trial => trial.Values.ContainsKey(parameter))]))
            .OrderByDescending(importance => importance.Share ?? -1)];
    }

    private static ParameterImportance Compute(string parameter, TrialSummary[] trials)
    {
        double[][] groups = [.. Group(parameter, trials)];
        int degreesOfFreedom = trials.Length - groups.Length;
        if (groups.Length < 2 || degreesOfFreedom < 1)
        {
            return new ParameterImportance(parameter, null, groups.Length);
        }

        double mean = trials.Average(trial => trial.Value!.Value);
        double total = trials.Sum(trial => Square(trial.Value!.Value - mean));
        double within = groups.Sum(group => group.Sum(value => Square(value - group.Average())));
        double byChance = (groups.Length - 1) * within / degreesOfFreedom;
        return new ParameterImportance(parameter, total > 0 ? Math.Clamp((total - within - byChance) / total, 0, 1) : 0, groups.Length);
    }

    /// <summary>The trials' metrics grouped by the parameter's value.</summary>
    private static IEnumerable<double[]> Group(string parameter, TrialSummary[] trials)
    {
        double? NumberOf(TrialSummary trial) => ParameterValue.ToNumber(trial.Values[parameter]);
        bool manyNumbers = trials.All(trial => NumberOf(trial) is not null) && trials.Select(NumberOf).Distinct().Count() > NumericGroups;
        IEnumerable<IEnumerable<TrialSummary>> groups = manyNumbers
            ? Quantiles(trials, trial => NumberOf(trial)!.Value)
            : trials.GroupBy(trial => ParameterValue.Format(trial.Values[parameter]));
        return groups.Select(group => group.Select(trial => trial.Value!.Value).ToArray());
    }

    private static IEnumerable<IEnumerable<TrialSummary>> Quantiles(TrialSummary[] trials, Func<TrialSummary, double> number)
    {
        // Equal values share the group of the first of them.
        TrialSummary[] sorted = [.. trials.OrderBy(number)];
        return sorted.GroupBy(trial => Array.FindIndex(sorted, other => number(other).Equals(number(trial))) * NumericGroups / sorted.Length);
    }

    private static double Square(double value) => value * value;
}
