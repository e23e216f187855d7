using Elbo.Search;

namespace Elbo.Reports;

/// <summary>How much of the metric's variance over the trials goes with one parameter.</summary>
/// <remarks>
/// Epsilon squared (Kelley 1935): trials are grouped by the parameter's value, the variance between the groups is set
/// against the whole, and what groups of that number would explain by chance is taken off. Numbers of more than four
/// values form four groups of about equal size. A parameter that applies to some trials only is measured on those: the
/// others differ by what it depends on. Effects of parameters together do not show in it.
/// </remarks>
/// <param name="Parameter">The parameter.</param>
/// <param name="Share">epsilon^2, between 0 and 1; null where trials or values are too few to tell.</param>
/// <param name="Groups">Number of groups.</param>
public sealed record ParameterImportance(string Parameter, double? Share, int Groups)
{
    private const int NumericGroups = 4;

    /// <summary>Measures each parameter on trials that have a value, the most important first.</summary>
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
        int freedom = trials.Length - groups.Length;
        if (groups.Length < 2 || freedom < 1)
        {
            return new ParameterImportance(parameter, null, groups.Length);
        }

        double mean = trials.Average(trial => trial.Value!.Value);
        double whole = trials.Sum(trial => Square(trial.Value!.Value - mean));
        double within = groups.Sum(group => group.Sum(value => Square(value - group.Average())));
        double byChance = (groups.Length - 1) * within / freedom;
        return new ParameterImportance(parameter, whole > 0 ? Math.Clamp((whole - within - byChance) / whole, 0, 1) : 0, groups.Length);
    }

    /// <summary>The trials' metric by the parameter's value.</summary>
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
        // Equal values share a group: that of the first of them.
        TrialSummary[] sorted = [.. trials.OrderBy(number)];
        return sorted.GroupBy(trial => Array.FindIndex(sorted, other => number(other).Equals(number(trial))) * NumericGroups / sorted.Length);
    }

    private static double Square(double value) => value * value;
}
