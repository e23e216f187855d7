using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>The metric by history length, as in the figure of Sachdeva et al. 2019.</summary>
internal static class HistoryLengthSection
{
    public static Section Create(IReadOnlyList<RunReport> runs)
    {
        RunReport[] measured = [.. runs.Where(run => run.ByHistoryLength is { Bins.Count: > 0 })];
        return new Section("length", "By history length", measured.Length == 0 ? Html.Empty : Html.Format($"<div class=\"figures\">{Draw(measured)}</div>"));
    }

    private static Html Draw(RunReport[] runs)
    {
        string metric = runs[0].ByHistoryLength!.Metric;
        HistoryLengthBin[] bins = [.. runs.SelectMany(run => run.ByHistoryLength!.Bins)];
        Plot plot = new(
            Axis.Auto("history length (items)", [.. bins.SelectMany(bin => (double[])[bin.MinLength, bin.MaxLength])], whole: true),
            Axis.Linear($"{metric}, mean over users", bins.SelectMany(bin => (double[])[bin.Mean - (bin.StandardError ?? 0), bin.Mean + (bin.StandardError ?? 0)])),
            900,
            340);
        bool alone = runs[0].Series is null;
        for (int index = 0; index < runs.Length; index++)
        {
            plot.BeginShift(7 * (index - ((runs.Length - 1) / 2.0)));
            Draw(plot, runs[index]);
            plot.EndShift();
        }

        return ChartFigure.Create(
            "by-length",
            $"{metric} by history length",
            $"Test users in groups of about equal size by history length. Vertical bars: ± one standard error{(alone ? "; horizontal bars: range of history lengths" : "; runs are shifted sideways so that they do not overlap")}.",
            plot.Svg,
            Html.Format($"{ReportFormat.Legend(runs)}{runs.Select(run => Table(run, metric, alone))}"),
            wide: true);
    }

    private static void Draw(Plot plot, RunReport run)
    {
        bool alone = run.Series is null;
        int index = run.Series ?? 0;
        string style = SeriesStyle.CssClass(index);
        plot.Line(run.ByHistoryLength!.Bins.Select(bin => (bin.MeanLength, bin.Mean)), style);
        foreach (HistoryLengthBin bin in run.ByHistoryLength.Bins)
        {
            string error = bin.StandardError is { } e ? FormattableString.Invariant($" ± {e:F4}") : "";
            plot.ErrorBar(bin.MeanLength, bin.Mean, bin.StandardError ?? 0, style);
            if (alone)
            {
                plot.HorizontalBar(bin.MinLength, bin.MaxLength, bin.Mean, style);
            }

            plot.Dot(
                bin.MeanLength,
                bin.Mean,
                style,
                FormattableString.Invariant($"{(alone ? "" : $"{run.Label}\n")}{FormatLengths(bin)} items: {bin.Mean:F4}{error}\n{bin.Users:N0} users"),
                4.2,
                index % 4);
        }
    }

    private static string FormatLengths(HistoryLengthBin bin) =>
        FormattableString.Invariant($"{(bin.MinLength == bin.MaxLength ? $"{bin.MinLength}" : $"{bin.MinLength} to {bin.MaxLength}")}");

    private static Html Table(RunReport run, string metric, bool alone) => Html.Format($"""
        <details><summary>{(alone ? "As a table" : $"{run.Label} as a table")}</summary><div class="table"><table>
        <thead><tr><th scope="col">history length (items)</th><th scope="col" class="number">users</th><th scope="col" class="number">{metric}</th></tr></thead>
        <tbody>{run.ByHistoryLength!.Bins.Select(bin => Html.Format($"<tr><th scope=\"row\">{FormatLengths(bin)}</th><td class=\"number\">{bin.Users}</td><td class=\"number\">{ReportFormat.WithError(bin.Mean, bin.StandardError)}</td></tr>\n"))}</tbody>
        </table></div></details>
        """);
}
