using System.Text.Json.Nodes;
using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>A parameter's values over trials as places on an axis: numbers as they are, anything else by name.</summary>
internal static class ParameterAxis
{
    /// <summary>So few different numbers are a choice, which has no distances.</summary>
    private const int Choice = 6;

    public static ParallelAxis Of(string parameter, string label, IReadOnlyList<ReportedTrial> trials)
    {
        JsonNode?[] values = [.. trials.Select(trial => trial.Trial.Values.GetValueOrDefault(parameter))];
        double[] numbers = [.. values.Select(ParameterValue.Number).OfType<double>()];
        if (numbers.Distinct().Count() > Choice && values.All(value => value is null || ParameterValue.Number(value) is not null))
        {
            bool whole = numbers.All(number => number == Math.Floor(number));
            return new ParallelAxis(Axis.Fitting(label, numbers, whole: whole), [.. values.Select(ParameterValue.Number)]);
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
