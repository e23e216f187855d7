using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>The figure of Sachdeva et al. 2019: the metric by the length of the history.</summary>
internal static class HistoryLengthSection
{
    public static Section Of(IReadOnlyList<RunReport> runs)
    {
        RunReport[] measured = [.. runs.Where(run => run.ByHistoryLength is { Bins.Count: > 0 })];
        return new Section("length", "By history length", measured.Length == 0 ? Html.Empty : Html.Of($"<div class=\"figures\">{Draw(measured)}</div>"));
    }

    private static Html Draw(RunReport[] runs)
    {
        string metric = runs[0].ByHistoryLength!.Metric;
        HistoryLengthBin[] bins = [.. runs.SelectMany(run => run.ByHistoryLength!.Bins)];
        Plot plot = new(
            Axis.Fitting("items in the history", [.. bins.SelectMany(bin => (double[])[bin.From, bin.To])], whole: true),
            Axis.Linear($"{metric}, mean over people", bins.SelectMany(bin => (double[])[bin.Mean - (bin.StandardError ?? 0), bin.Mean + (bin.StandardError ?? 0)])),
            900,
            340);
        for (int index = 0; index < runs.Length; index++)
        {
            plot.BeginShift(7 * (index - ((runs.Length - 1) / 2.0)));
            Draw(plot, runs[index], index, runs.Length == 1);
            plot.EndShift();
        }

        return Figure.Of(
            "by-length",
            $"{metric} by history length",
            $"Test people in groups of about equal size by how many items the model was shown. Bars: one standard error up and down{(runs.Length == 1 ? "; the group's lengths left and right" : "; runs are drawn a little beside each other")}.",
            plot.Svg,
            Html.Of($"{Series.Legend([.. runs.Select(run => run.Label)])}{runs.Select(run => Table(run, metric, runs.Length == 1))}"),
            wide: true);
    }

    private static void Draw(Plot plot, RunReport run, int index, bool alone)
    {
        string style = Series.Style(index);
        plot.Line(run.ByHistoryLength!.Bins.Select(bin => (bin.MeanLength, bin.Mean)), style);
        foreach (HistoryLengthBin bin in run.ByHistoryLength.Bins)
        {
            string error = bin.StandardError is { } e ? FormattableString.Invariant($" ± {e:F4}") : "";
            plot.ErrorBar(bin.MeanLength, bin.Mean, bin.StandardError ?? 0, style);
            if (alone)
            {
                plot.Span(bin.From, bin.To, bin.Mean, style);
            }

            plot.Dot(
                bin.MeanLength,
                bin.Mean,
                style,
                FormattableString.Invariant($"{(alone ? "" : $"{run.Label}\n")}{Lengths(bin)} items: {bin.Mean:F4}{error}\n{bin.Users:N0} people"),
                4.2,
                index % 4);
        }
    }

    private static string Lengths(HistoryLengthBin bin) =>
        FormattableString.Invariant($"{(bin.From == bin.To ? $"{bin.From}" : $"{bin.From} to {bin.To}")}");

    private static Html Table(RunReport run, string metric, bool alone) => Html.Of($"""
        <details><summary>{(alone ? "As a table" : $"{run.Label} as a table")}</summary><div class="table"><table>
        <thead><tr><th scope="col">items in the history</th><th scope="col" class="number">people</th><th scope="col" class="number">{metric}</th></tr></thead>
        <tbody>{run.ByHistoryLength!.Bins.Select(bin => Html.Of($"<tr><th scope=\"row\">{Lengths(bin)}</th><td class=\"number\">{bin.Users}</td><td class=\"number\">{Figures.WithError(bin.Mean, bin.StandardError)}</td></tr>\n"))}</tbody>
        </table></div></details>
        """);
}
