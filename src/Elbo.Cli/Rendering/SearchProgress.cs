using Elbo.Search;
using Spectre.Console;

namespace Elbo.Cli;

/// <summary>
/// Shows a search: on a terminal a bar for the study with the best value and the time left, and one for each running
/// trial; with or without a terminal, a line for each finished trial.
/// </summary>
internal sealed class SearchProgress : IStudyObserver
{
    private readonly Lock gate = new();
    private readonly IAnsiConsole console;
    private readonly StudyRunner runner;
    private readonly SearchSpace space;
    private readonly RunContext context;
    private readonly int jobs;
    private readonly int? maxTrials;
    private readonly ProgressContext? bars;
    private readonly ProgressTask? studyBar;
    private readonly Dictionary<int, ProgressTask?> running = [];
    private readonly long start;
    private readonly int endedBefore;
    private StudySummary study;
    private bool waitingReported;

    private SearchProgress(IAnsiConsole console, StudyRunner runner, int jobs, RunContext context, ProgressContext? bars)
    {
        this.console = console;
        this.runner = runner;
        space = runner.Space;
        this.context = context;
        this.jobs = jobs;
        this.bars = bars;
        maxTrials = runner.PlannedTrials;
        start = context.Clock.GetTimestamp();
        study = runner.GetSummary();
        endedBefore = Ended();
        studyBar = bars?.AddTask(Markup.Escape(study.Name), maxValue: maxTrials ?? 1);
        UpdateStudyBar();
        if (study.Trials.Count > 0)
        {
            WriteLine($"{study.Name}: resuming after {StudyPrinter.Counts(study)}");
        }
    }

    /// <summary>Runs a search and shows its progress.</summary>
    /// <param name="console">The output.</param>
    /// <param name="runner">The study.</param>
    /// <param name="jobs">Concurrent trials in this process.</param>
    /// <param name="quiet">Lines instead of bars.</param>
    /// <param name="context">The clock.</param>
    /// <param name="search">Runs the search and notifies the observer.</param>
    public static void Show(
        IAnsiConsole console, StudyRunner runner, int jobs, bool quiet, RunContext context, Action<IStudyObserver> search)
    {
        if (quiet || !console.Profile.Capabilities.Interactive)
        {
            search(new SearchProgress(console, runner, jobs, context, null));
            return;
        }

        console.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(bars => search(new SearchProgress(console, runner, jobs, context, bars)));
    }

    public void TrialStarted(TrialLease trial)
    {
        lock (gate)
        {
            running[trial.Number] = bars?.AddTask(Markup.Escape($"trial {trial.Number}"), maxValue: space.Recipe.Training.Epochs);
            waitingReported = false;
        }
    }

    public void TrialReported(TrialLease trial, TrialMetric metric)
    {
        lock (gate)
        {
            if (running.TryGetValue(trial.Number, out ProgressTask? bar) && bar is not null)
            {
                bar.Value = metric.Epoch;
                bar.Description = Markup.Escape(Text($"trial {trial.Number} epoch {metric.Epoch} {space.Metric} {metric.Value:F4}"));
            }
        }
    }

    public void TrialEnded(TrialLease trial, TrialOutcome outcome)
    {
        lock (gate)
        {
            study = runner.GetSummary();
            bool better = study.Best?.Number == trial.Number;
            Remove(trial);
            string result = outcome.Value is { } reached ? Text($" {space.Metric} {reached:F4}") : $": {outcome.Error?.ReplaceLineEndings(" ")}";
            WriteLine(Text($"trial {trial.Number,3} {outcome.State.ToText()}{result} {outcome.Seconds:F1} s  {string.Join(' ', SearchSpace.ToOverrides(trial.Values))}{(better ? " *" : "")}"));
            if (bars is null)
            {
                WriteLine(Status());
            }

            UpdateStudyBar();
        }
    }

    public void LeaseLost(TrialLease trial)
    {
        lock (gate)
        {
            Remove(trial);
        }
    }

    public void Waiting(TimeSpan leaseDuration)
    {
        lock (gate)
        {
            // While this process trains, its progress is shown anyway.
            if (waitingReported || running.Count > 0)
            {
                return;
            }

            int[] elsewhere = [.. runner.GetSummary().Trials.Where(trial => !trial.State.HasEnded()).Select(trial => trial.Number)];
            if (elsewhere.Length > 0)
            {
                waitingReported = true;
                WriteLine(Text($"waiting for trial {string.Join(", ", elsewhere)}, running in another process; it will be taken over after {leaseDuration.TotalSeconds:F0} s without a heartbeat"));
            }
        }
    }

    private void Remove(TrialLease trial)
    {
        if (running.Remove(trial.Number, out ProgressTask? bar) && bar is not null)
        {
            bar.StopTask();
            bar.Value = bar.MaxValue;
        }
    }

    /// <summary>A line; without bars it is not wrapped, since a log has no width.</summary>
    private void WriteLine(string text)
    {
        if (bars is null)
        {
            console.Profile.Out.Writer.WriteLine(text);
        }
        else
        {
            console.WriteLine(text);
        }
    }

    private void UpdateStudyBar()
    {
        if (studyBar is not null)
        {
            studyBar.Value = maxTrials is null ? 0 : Ended();
            studyBar.IsIndeterminate = maxTrials is null;
            studyBar.Description = Markup.Escape(Status());
        }
    }

    /// <summary>"12 of 40 trials, best 0.4114 (trial 7), about 12 min left".</summary>
    private string Status()
    {
        string of = maxTrials is not null ? Text($" of {maxTrials}") : "";
        string leading = study.Best is { } best ? Text($", best {best.Value:F4} (trial {best.Number})") : "";
        return Text($"{Ended()}{of} trials{leading}{(TimeLeft() is { } left ? $", about {Duration(left)} left" : "")}");
    }

    private int Ended() => study.Trials.Count(trial => trial.State.HasEnded());

    /// <summary>Estimated from the trials finished since this process started; null before the first or without a limit.</summary>
    private TimeSpan? TimeLeft()
    {
        int ended = Ended();
        double seconds = study.Trials.Sum(trial => trial.Seconds);
        TimeSpan? byHours = space.Budget.TrainingHours is { } hours ? TimeSpan.FromSeconds(Math.Max(0, (hours * 3600) - seconds) / jobs) : null;
        TimeSpan? byTrials = maxTrials is not null && ended > endedBefore && ended < maxTrials
            ? context.Clock.GetElapsedTime(start) / (ended - endedBefore) * (maxTrials.Value - ended)
            : null;
        return byHours < byTrials || byTrials is null ? byHours : byTrials;
    }

    private static string Duration(TimeSpan time) => time.TotalMinutes < 1 ? Text($"{time.TotalSeconds:F0} s")
        : time.TotalHours < 1 ? Text($"{time.TotalMinutes:F0} min")
        : Text($"{time.TotalHours:F1} h");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
