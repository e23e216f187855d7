using Elbo.Training;
using Spectre.Console;

namespace Elbo.Cli;

/// <summary>
/// Shows the progress of training: on a terminal a bar with loss, beta, users per second and the maximum time left, and
/// below it a line for each epoch; elsewhere only the lines.
/// </summary>
internal sealed class TrainingProgressBar : ITrainingCallback
{
    private readonly IAnsiConsole console;
    private readonly string title;
    private readonly ProgressTask? task;

    private TrainingProgressBar(IAnsiConsole console, string title, ProgressTask? task)
    {
        this.console = console;
        this.title = title;
        this.task = task;
    }

    /// <summary>Trains and shows the progress, unless quiet.</summary>
    public static T Show<T>(IAnsiConsole console, string title, bool quiet, Func<IReadOnlyList<ITrainingCallback>, T> train)
    {
        if (quiet)
        {
            return train([]);
        }

        return console.Profile.Capabilities.Interactive
            ? console.Progress()
                .AutoClear(true)
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(bars => train([new TrainingProgressBar(console, title, bars.AddTask(Markup.Escape(title)))]))
            : train([new TrainingProgressBar(console, title, null)]);
    }

    public void OnStarted(TrainingContext training)
    {
        if (training.Progress.Update > 0)
        {
            console.WriteLine($"{title}: resuming at epoch {training.Progress.Epoch + 1}, step {training.Progress.StepInEpoch + 1}");
        }

        if (task is not null)
        {
            // The bar counts all epochs; early stopping may end training sooner.
            task.MaxValue = Math.Max(1, training.Options.Epochs * (double)training.UpdatesPerEpoch);
            task.IsIndeterminate = training.UpdatesPerEpoch == 0;
            task.Value = CompletedUpdates(training);
        }
    }

    public void OnStepCompleted(TrainingContext training)
    {
        if (task is null)
        {
            return;
        }

        EpochTotals sums = training.Progress.Totals;
        double steps = Math.Max(1, training.Progress.StepInEpoch);
        task.Value = CompletedUpdates(training);
        task.Description = Markup.Escape(FormattableString.Invariant(
            $"{title} epoch {training.Progress.Epoch + 1}/{training.Options.Epochs} loss {sums.Loss / steps:F3} beta {sums.Beta:g3} {sums.Users / Math.Max(1e-9, sums.Seconds):F0} users/s"));
    }

    public void OnEpochCompleted(TrainingContext training)
    {
        EpochReport report = training.Progress.History[^1];
        string metric = report.ValidationMetric is { } value ? FormattableString.Invariant($" {training.Options.ValidationMetric} {value:F4}") : "";
        string best = training.Progress.Best == report ? " *" : "";
        console.WriteLine(FormattableString.Invariant(
            $"{title} epoch {report.Epoch,3} loss {report.Loss:F3} beta {report.Beta:g3}{metric} {report.Users / Math.Max(1e-9, report.Seconds):F0} users/s {report.Seconds:F1} s{best}"));
    }

    public void OnInterrupted(TrainingContext training) =>
        console.WriteLine($"{title}: stopped in epoch {training.Progress.Epoch + 1} after {training.Progress.StepInEpoch} of {training.UpdatesPerEpoch} steps");

    private static double CompletedUpdates(TrainingContext training) => (training.Progress.Epoch * (double)training.UpdatesPerEpoch) + training.Progress.StepInEpoch;
}
