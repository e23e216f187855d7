using System.Text.Json.Nodes;
using Elbo.Reports.Charts;
using Elbo.Search;

namespace Elbo.Reports.Pages;

/// <summary>A parameter's values over trials on an axis: values of a range as numbers, all others as categories.</summary>
internal static class ParameterAxis
{
    /// <summary>If the space is unknown, at most this many distinct numbers are treated as categories.</summary>
    private const int MaxChoices = 6;

    public static ParallelAxis Create(string parameter, StudySummary study, IReadOnlyList<ReportTrial> trials)
    {
        string label = study.ShortName(parameter);
        JsonNode?[] values = [.. trials.Select(trial => trial.Trial.Values.GetValueOrDefault(parameter))];
        double[] numbers = [.. values.Select(ParameterValue.ToNumber).OfType<double>()];
        SearchSpaceParameter? known = SearchSpaceParameter.FromStudy(study, parameter);
        bool range = known?.IsRange ?? numbers.Distinct().Count() > MaxChoices;
        if (range && numbers.Length > 0 && values.All(value => value is null || ParameterValue.ToNumber(value) is not null))
        {
            bool whole = numbers.All(number => number == Math.Floor(number));
            Axis axis = known is null ? Axis.Auto(label, numbers, whole: whole)
                : known.IsLogarithmic && numbers.Min() > 0 ? Axis.Logarithmic(label, numbers)
                : Axis.Linear(label, numbers, tight: true, whole: whole);
            return new ParallelAxis(axis, [.. values.Select(ParameterValue.ToNumber)]);
        }

        string[] names = [.. values.OfType<JsonNode>()
            .OrderBy(value => ParameterValue.ToNumber(value) ?? double.PositiveInfinity)
            .ThenBy(ParameterValue.Format, StringComparer.Ordinal)
            .Select(ParameterValue.Format)
            .Distinct()];
        return new ParallelAxis(
            Axis.Categories(label, names),
            [.. values.Select(value => value is null ? (double?)null : Array.IndexOf(names, ParameterValue.Format(value)))]);
    }
}
