using System.Globalization;
using Elbo.Data;
using Elbo.Data.Splits;
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
public sealed class TrialProcess(string folder, TrialRequest request, TrackingOptions tracking, RunContext context)
{
    private const string LockFile = "trial.lock";

    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Trains from the beginning, or resumes an interrupted run in the folder.</summary>
    /// <param name="load">Loads the data by name, reading and preparation; may be cancelled by the context given to it.</param>
    /// <param name="input">The worker's replies; end of input means that the worker is gone.</param>
    /// <param name="output">Messages to the worker.</param>
    /// <exception cref="ElboException">The data has changed, or the training fails.</exception>
    /// <exception cref="OperationCanceledException">The worker is gone; a checkpoint has been written.</exception>
    public void Run(Func<TrialRequest, Recipe, RunContext, InteractionDataset> load, TextReader input, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(load);
        WorkerChannel channel = new(input, output, context.CancellationToken);
        RunContext trialContext = context with { Seed = request.Seed, Threads = request.Threads, Device = request.Device, CancellationToken = channel.Token };
        using FileStream lockHandle = AcquireLock(channel.Token);
        Recipe recipe = request.ReadRecipe();
        InteractionDataset data = load(request, recipe, trialContext);
        if (data.Fingerprint != request.DataFingerprint)
        {
            throw new ElboException($"'{request.Data}' has changed since the study was created; restore the data, or create another study");
        }

        Split split = recipe.SplitKind.Create(recipe.SplitOptions).Split(data);
        TrainingJob job = ResumeOrReset(new TrainingJob(recipe, data, split, trialContext));
        TrialReporter reporter = new(channel, (report, model) => MeasureEpoch(job, report, model));
        if (RunFolder.Exists(folder) && RunFolder.Peek(folder).Record.Outcome is not null)
        {
            // The trial had ended, but its worker died before recording that. Report the epochs again, so that the same decision is made.
            _ = reporter.Replay(MetricsLog.Read(RunFolder.Open(folder).MetricsPath), null);
        }

        RunOutcome outcome = WithTracking(job).RunInFolder(folder, request.Data, request.ReadOptions, request.CommandLine, [reporter]);
        channel.Send(new TrialMessage(GetFinalValue(job, outcome), outcome.TrainSeconds));
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

    /// <summary>Resumes the run in the folder exactly, or deletes a run that cannot be resumed.</summary>
    private TrainingJob ResumeOrReset(TrainingJob fresh)
    {
        if (!RunFolder.Exists(folder))
        {
            return fresh;
        }

        try
        {
            RunRecord record = RunFolder.Open(folder).Record;
            TrainingJob resumed = fresh with { Context = fresh.Context with { Threads = record.Threads, Device = record.Device } };
            if (resumed.Fingerprint == record.Fingerprint)
            {
                return resumed;
            }
        }
        catch (ElboException)
        {
            // A corrupted run is restarted, like a run with other options.
        }

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
        return fresh;
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
    private double GetFinalValue(TrainingJob job, RunOutcome outcome)
    {
        if (IsMeasuredByTraining(job.Recipe) && outcome.ValidationMetric is { } known)
        {
            return known;
        }

        using Model model = RunFolder.Open(folder).LoadModel(job.Context);
        return Validate(job, model);
    }

    private double Validate(TrainingJob job, Model model) => RecipeRunner
        .Evaluate([request.Metric], model, job.Split, job.Split.Validation, job.Context)[request.Metric];
}
