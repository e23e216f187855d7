using Elbo.Search;

namespace Elbo.Reports.Pages;

/// <summary>Colors and tooltips of trials, the same in every chart of a study.</summary>
internal sealed class TrialStyle
{
    private const int Shades = 8;
    private readonly StudySummary study;
    private readonly double low;
    private readonly double high;

    public TrialStyle(StudyReport report)
    {
        study = report.Study;

        // Shades range from the lower quartile to the best, so that one very poor trial does not make all others look equal.
        double[] scores = [.. report.Trials.Select(trial => trial.Score).OfType<double>()];
        low = scores.Length == 0 ? 0 : scores[scores.Length * 3 / 4];
        high = scores.Length == 0 ? 1 : scores[0];
    }

    /// <summary>The values of the lowest and highest shade.</summary>
    public (double Worst, double Best) ShadeRange => (low, high);

    /// <summary>A shade from poor to good.</summary>
    public string Shade(double? score) => score is not { } value ? "none" : FormattableString.Invariant(
        $"v{(high == low ? Shades - 1 : (int)Math.Clamp(Math.Floor(Shades * (value - low) / (high - low)), 0, Shades - 1))}");

    /// <summary>Number, metric and options, one per line.</summary>
    public string Tooltip(ReportTrial trial) => string.Join('\n',
        [
            FormattableString.Invariant($"trial {trial.Trial.Number}, {trial.Trial.State.ToText()}"),
            .. trial.Score is { } score ? [$"{study.Metric} {ReportFormat.Metric(score)}"] : (string[])[],
            .. study.Parameters.Where(trial.Trial.Values.ContainsKey).Select(name => $"{study.ShortName(name)} {ParameterValue.Format(trial.Trial.Values[name])}"),
        ]);
}
