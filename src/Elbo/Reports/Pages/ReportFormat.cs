using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Options;
using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>Formats numbers and options for reports.</summary>
internal static class ReportFormat
{
    /// <summary>Placeholder for a missing value.</summary>
    public const string Missing = "–";

    /// <summary>A fraction with four decimals and its error; a dash if missing.</summary>
    public static Html WithError(double? value, double? error) => value is not { } number
        ? Html.Format($"–")
        : Html.Format($"{Metric(number)}{(error is { } e ? Html.Format($" <small>± {Metric(e)}</small>") : Html.Empty)}");

    public static string Metric(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    /// <summary>Four significant digits, for example for losses.</summary>
    public static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>A legend of compared runs; empty in a report of one run.</summary>
    public static Html Legend(IReadOnlyList<RunReport> runs) =>
        runs[0].Series is null ? Html.Empty : SeriesStyle.Legend(runs.Select(run => (run.Label, run.Series!.Value)));

    /// <summary>"12 s", "3 min 20 s" or "2 h 5 min".</summary>
    public static string Duration(double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Round(seconds));
        return time.TotalMinutes < 1
            ? $"{Short(Math.Round(seconds, 1))} s"
            : time.TotalHours < 1
                ? FormattableString.Invariant($"{time.Minutes} min {time.Seconds} s")
                : FormattableString.Invariant($"{(int)time.TotalHours} h {time.Minutes} min");
    }

    /// <summary>Options as dotted names and values: "annealing.cap", "0.2".</summary>
    public static IEnumerable<(string Name, string Value)> Flatten(object options) => Flatten("", OptionsWriter.ToJsonObject(options));

    /// <summary>JSON as dotted names and values with a prefix.</summary>
    public static IEnumerable<(string Name, string Value)> Flatten(string prefix, JsonObject group) => group.SelectMany(option =>
        option.Value is JsonObject inner
            ? Flatten($"{prefix}{option.Key}.", inner)
            : [(prefix + option.Key, option.Value?.GetValueKind() == JsonValueKind.String ? option.Value.GetValue<string>() : option.Value?.ToJsonString() ?? Missing)]);
}
