using System.Text.Json.Nodes;
using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>A parameter's values over trials as places on an axis: numbers as they are, anything else by name.</summary>
internal static class ParameterAxis
{
    public static ParallelAxis Of(string parameter, IReadOnlyList<ReportedTrial> trials)
    {
        JsonNode?[] values = [.. trials.Select(trial => trial.Trial.Values.GetValueOrDefault(parameter))];
        double[] numbers = [.. values.Select(ParameterValue.Number).OfType<double>()];
        if (numbers.Length > 0 && values.All(value => value is null || ParameterValue.Number(value) is not null))
        {
            bool whole = numbers.All(number => number == Math.Floor(number));
            return new ParallelAxis(Axis.Fitting(parameter, numbers, whole), [.. values.Select(ParameterValue.Number)]);
        }

        string[] names = [.. values.OfType<JsonNode>().Select(ParameterValue.Text).Distinct().Order(StringComparer.Ordinal)];
        return new ParallelAxis(
            Axis.Categories(parameter, names),
            [.. values.Select(value => value is null ? (double?)null : Array.IndexOf(names, ParameterValue.Text(value)))]);
    }
}
