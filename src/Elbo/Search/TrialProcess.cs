using System.Globalization;
using Elbo.Data;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Tracking;
using Elbo.Training;

namespace Elbo.Search;

/// <summary>Trains one trial in its own process and reports to its worker.</summary>
/// <param name="folder">The trial's folder, which is also its run folder.</param>
/// <param name="request">The trial's settings.</param>
/// <param name="tracking">Trackers of its run.</param>
/// <param name="context">Clock, logger and cancellation.</param>
internal sealed class TrialProcess(string folder, TrialRequest request, TrackingOptions tracking, RunContext context)
{
    /// <summary>The exit code of a process that failed for a reason outside the trial, such as a full disk, so that the trial is not at fault.</summary>
    public const int SystemErrorExitCode = 74;

    private const string LockFile = "trial.lock";

    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Trains from the beginning, or resumes an interrupted run in the folder.</summary>
    /// <param name="input">The stream of the worker's replies; its end means that the worker is gone.</param>
    /// <param name="output">Where the worker reads messages.</param>
    /// <exception cref="ElboException">The data has changed, or the training fails.</exception>
    /// <exception cref="OperationCanceledException">The worker is gone; a checkpoint has been written.</exception>
    public void Run(TextReader input, TextWriter output)
    {
        WorkerChannel channel = new(input, output, context.CancellationToken);
        RunContext trialContext = context with { Seed = request.Seed, Threads = request.Threads, Device = request.Device, CancellationToken = channel.Token };
        using FileStream lockHandle = AcquireLock(channel.Token);
        Recipe recipe = request.ReadRecipe();
        InteractionDataset data = request.Source.Load(recipe.Preprocessing, trialContext);
        if (data.Fingerprint != request.DataFingerprint)
        {
            throw new ElboException($"'{request.Data}' has changed since the study was created; restore the data, or create another study");
        }

        (TrainingJob job, RunFolder run) = Open(TrainingJob.Create(recipe, data, trialContext));
        TrialReporter reporter = new(channel, (report, model) => MeasureEpoch(job, report, model));
        if (run.Record.Outcome is not null)
        {
            // The trial had ended, but its worker died before recording that. Report the epochs again, so that the same decision is made.
            _ = reporter.Replay(MetricsLog.Read(run.MetricsPath), null);
        }

        RunOutcome outcome = WithTracking(job).RunIn(run, [reporter]);
        channel.Send(new TrialMessage(GetFinalValue(job, run, outcome), outcome.TrainSeconds));
    }

    /// <summary>Only one process may train in the folder. A process whose worker died may take a moment to exit.</summary>
    private FileStream AcquireLock(CancellationToken cancellationToken)
    {
        long start = context.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (context.Clock.GetElapsedTime(start) > LockTimeout)
            {
                throw new ElboException($"{folder}: another process is training in it; end that one", error);
            }
            catch (IOException)
            {
                cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(100));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Opens the run in the folder and resumes it exactly, with its own threads and device. A run that cannot be resumed is deleted.</summary>
    private (TrainingJob Job, RunFolder Run) Open(TrainingJob fresh)
    {
        if (RunFolder.Exists(folder))
        {
            try
            {
                (RunRecord record, _) = RunFolder.Peek(folder);
                TrainingJob resumed = fresh with { Context = fresh.Context with { Threads = record.Threads, Device = record.Device } };
                return (resumed, OpenRun(resumed));
            }
            catch (ElboException)
            {
                // A corrupted run is restarted, like a run with other options.
                Clear();
            }
        }

        return (fresh, OpenRun(fresh));
    }

    private RunFolder OpenRun(TrainingJob job) => job.OpenFolder(folder, request.Source, request.CommandLine);

    private void Clear()
    {
        string lockFile = Path.Combine(folder, LockFile);
        foreach (string file in Directory.GetFiles(folder).Where(file => file != lockFile))
        {
            File.Delete(file);
        }

        foreach (string events in Directory.GetDirectories(folder))
        {
            Directory.Delete(events, recursive: true);
        }

        request.WriteTo(folder);
    }

    /// <summary>Adds trackers, and tags that identify the study and the trial.</summary>
    private TrackedTrainingJob WithTracking(TrainingJob job) => new(job, tracking)
    {
        Tags = new Dictionary<string, string>
        {
            ["study"] = request.Study,
            ["trial"] = request.Number.ToString(CultureInfo.InvariantCulture),
        },
    };

    private bool IsMeasuredByTraining(Recipe recipe) => recipe.Training.ValidationMetric == request.Metric;

    /// <summary>The study's metric after an epoch; null if training does not compute it and the model of that epoch is gone.</summary>
    private double? MeasureEpoch(TrainingJob job, EpochReport report, Model? model) =>
        IsMeasuredByTraining(job.Recipe) ? report.ValidationMetric
        : model is not null ? Validate(job, model)
        : null;

    /// <summary>The study's metric of the best model.</summary>
    private double GetFinalValue(TrainingJob job, RunFolder run, RunOutcome outcome)
    {
        if (IsMeasuredByTraining(job.Recipe) && outcome.ValidationMetric is { } known)
        {
            return known;
        }

        using Model model = run.LoadModel(job.Context);
        return Validate(job, model);
    }

    private double Validate(TrainingJob job, Model model) => RecipeRunner
        .Evaluate([request.Metric], model, job.Split, job.Split.Validation, job.Context)[request.Metric];
}
