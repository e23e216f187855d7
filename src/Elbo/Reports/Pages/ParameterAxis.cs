using System.Text.Json.Nodes;
using Elbo.Reports.Charts;
using Elbo.Search;

namespace Elbo.Reports.Pages;

/// <summary>A parameter's values over trials as places on an axis: numbers of a range as they are, anything else by name.</summary>
internal static class ParameterAxis
{
    /// <summary>Where the space is not known: so few different numbers are a choice, which has no distances.</summary>
    private const int Choice = 6;

    public static ParallelAxis Of(string parameter, StudySummary study, IReadOnlyList<ReportedTrial> trials)
    {
        string label = study.ShortName(parameter);
        JsonNode?[] values = [.. trials.Select(trial => trial.Trial.Values.GetValueOrDefault(parameter))];
        double[] numbers = [.. values.Select(ParameterValue.Number).OfType<double>()];
        SpaceParameter? known = SpaceParameter.Of(study, parameter);
        bool range = known?.IsRange ?? numbers.Distinct().Count() > Choice;
        if (range && numbers.Length > 0 && values.All(value => value is null || ParameterValue.Number(value) is not null))
        {
            bool whole = numbers.All(number => number == Math.Floor(number));
            Axis axis = known is null ? Axis.Fitting(label, numbers, whole: whole)
                : known.IsLogarithmic && numbers.Min() > 0 ? Axis.Logarithmic(label, numbers)
                : Axis.Linear(label, numbers, tight: true, whole: whole);
            return new ParallelAxis(axis, [.. values.Select(ParameterValue.Number)]);
        }

        string[] names = [.. values.OfType<JsonNode>()
            .OrderBy(value => ParameterValue.Number(value) ?? double.PositiveInfinity)
            .ThenBy(ParameterValue.Text, StringComparer.Ordinal)
            .Select(ParameterValue.Text)
            .Distinct()];
        return new ParallelAxis(
            Axis.Categories(label, names),
            [.. values.Select(value => value is null ? (double?)null : Array.IndexOf(names, ParameterValue.Text(value)))]);
    }
}
