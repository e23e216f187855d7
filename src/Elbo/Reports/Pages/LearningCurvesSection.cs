using Elbo.Reports.Charts;
using Elbo.Training;

namespace Elbo.Reports.Pages;

/// <summary>Learning curves; several runs share each chart.</summary>
internal static class LearningCurvesSection
{
    public static Section Create(IReadOnlyList<RunReport> runs)
    {
        RunReport[] trained = [.. runs.Where(run => run.Epochs.Count > 0)];
        return new Section("learning", "Learning curves", trained.Length == 0 ? NoEpochs(runs) : Html.Format($"""
            <div class="figures">
            {Validation(trained)}
            {Curve(trained, "loss", "Training loss", "loss (nats)", "The minimized loss, mean over the epoch's updates.", epoch => epoch.Loss, scaled: true)}
            {Curve(trained, "likelihood", "Negative log-likelihood", "nats", "The reconstruction part of the loss: per user, or per step of a sequential model.", epoch => epoch.NegativeLogLikelihood, scaled: true)}
            {Curve(trained, "kl", "KL divergence", "nats", "Divergence from the prior, unweighted: per user, or per step of a sequential model.", epoch => epoch.Kl)}
            {Curve(trained, "beta", "KL weight", "beta", "At the epoch's last update.", epoch => epoch.Beta)}
            </div>
            {trained.Select((run, index) => Table(run, runs.Count > 1 ? $"Epochs of {run.Label}" : "Epochs as a table"))}
            """));
    }

    private static Html NoEpochs(IReadOnlyList<RunReport> runs) => Html.Format(
        $"<p class=\"hint\">{(runs.All(run => run.Recipe.Model.IsClosedForm) ? "Solved in closed form: there are no epochs." : "No epoch is finished yet.")}</p>");

    private static Html Validation(RunReport[] runs)
    {
        string[] metrics = [.. runs.Select(run => run.Recipe.Training.ValidationMetric).Distinct()];
        return Html.Join(metrics.Select((metric, index) => Curve(
            [.. runs.Where(run => run.Recipe.Training.ValidationMetric == metric)],
            index == 0 ? "validation" : FormattableString.Invariant($"validation-{index}"),
            "Validation metric",
            metric,
            "On validation users after each epoch; the ring marks the epoch whose weights were kept.",
            epoch => epoch.ValidationMetric,
            ringed: true)));
    }

    private static Html Curve(
        RunReport[] runs, string id, string title, string unit, string note, Func<EpochReport, double?> value, bool ringed = false, bool scaled = false)
    {
        double[] values = [.. runs.SelectMany(run => run.Epochs).Select(value).OfType<double>()];

        // A model without a KL term reports only zeros.
        if (values.Length == 0 || values.All(number => number == 0))
        {
            return Html.Empty;
        }

        Plot plot = new(
            Axis.Linear("epoch", runs.SelectMany(run => run.Epochs).Select(epoch => (double)epoch.Epoch), tight: true, whole: true, count: 7),
            scaled ? Axis.Auto(unit, values, tight: false) : Axis.Linear(unit, values));
        foreach (RunReport run in runs)
        {
            Draw(plot, run, title, value, ringed);
        }

        return ChartFigure.Create(id, title, note, plot.Svg, ReportFormat.Legend(runs));
    }

    private static void Draw(Plot plot, RunReport run, string title, Func<EpochReport, double?> value, bool ringed)
    {
        bool alone = run.Series is null;
        string style = SeriesStyle.CssClass(run.Series ?? 0);
        plot.Line(run.Epochs.Select(epoch => ((double)epoch.Epoch, value(epoch) ?? double.NaN)), style);

        // After the curve, so that its label stays readable.
        if (run.BestEpoch is { } best)
        {
            plot.VerticalLine(best, alone ? FormattableString.Invariant($"best epoch {best}") : "", alone ? "" : style);
        }

        foreach (EpochReport epoch in run.Epochs)
        {
            if (value(epoch) is { } number)
            {
                bool kept = ringed && epoch.Epoch == run.BestEpoch;
                string whose = alone ? "" : $"{run.Label}\n";
                plot.Dot(epoch.Epoch, number, kept ? $"{style} ring" : style, FormattableString.Invariant($"{whose}epoch {epoch.Epoch}: {title} {ReportFormat.Short(number)}"), kept ? 5 : 2.4);
            }
        }
    }

    private static Html Table(RunReport run, string title) => Html.Format($"""
        <details><summary>{title}</summary><div class="table"><table>
        <thead><tr><th scope="col" class="number">epoch</th><th scope="col" class="number">loss</th><th scope="col" class="number">likelihood</th><th scope="col" class="number">KL</th><th scope="col" class="number">beta</th><th scope="col" class="number">{run.Recipe.Training.ValidationMetric}</th><th scope="col" class="number">seconds</th></tr></thead>
        <tbody>{run.Epochs.Select(epoch => Row(epoch, epoch.Epoch == run.BestEpoch))}</tbody></table></div></details>
        """);

    private static Html Row(EpochReport epoch, bool best) => Html.Format($"""
        <tr{(best ? Html.Format($" class=\"top\"") : Html.Empty)}><td class="number">{epoch.Epoch}</td><td class="number">{epoch.Loss:F3}</td><td class="number">{epoch.NegativeLogLikelihood:F3}</td><td class="number">{epoch.Kl:F3}</td><td class="number">{ReportFormat.Short(epoch.Beta)}</td><td class="number">{ReportFormat.WithError(epoch.ValidationMetric, null)}</td><td class="number">{epoch.Seconds:F2}</td></tr>

        """);
}
