using System.Globalization;
using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Tracking;
using Elbo.Training;

namespace Elbo.Search;

/// <summary>Trains one trial in a process of its own and tells its worker how it goes.</summary>
/// <param name="folder">The trial's folder: its run's too.</param>
/// <param name="request">What to do.</param>
/// <param name="tracking">Where its run is tracked besides its folder.</param>
/// <param name="context">Clock, messages and cancellation.</param>
public sealed class TrialProcess(string folder, TrialRequest request, TrackingOptions tracking, RunContext context)
{
    private const string LockFile = "trial.lock";

    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Trains from the beginning, or from where the run in the folder was interrupted.</summary>
    /// <param name="load">Loads the data by name, reading and preparation; may be cancelled by the context given to it.</param>
    /// <param name="input">The worker's answers; its end means that the worker is gone.</param>
    /// <param name="output">Where the worker listens.</param>
    /// <exception cref="ElboException">The data is another, or the training fails.</exception>
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
            throw new ElboException($"'{request.Data}' has changed since the study was begun; put the data back, or begin another study");
        }

        Split split = recipe.SplitKind.Create(recipe.SplitOptions).Split(data);
        TrainingJob job = ResumeOrReset(new TrainingJob(recipe, data, split, trialContext));
        TrialReporter reporter = new(channel, (report, model) => MeasureEpoch(job, report, model));
        if (RunFolder.Exists(folder) && RunFolder.Peek(folder).Record.Outcome is not null)
        {
            // It had ended, and its worker died before it kept that: told again, so that it is judged as it was.
            _ = reporter.Replay(MetricsLog.Read(RunFolder.Open(folder).MetricsPath), null);
        }

        RunOutcome outcome = WithTracking(job).RunInFolder(folder, request.Data, request.ReadOptions, request.CommandLine, [reporter]);
        channel.Send(new TrialMessage(null, GetFinalValue(job, outcome), outcome.TrainSeconds));
    }

    /// <summary>One process at a time: one whose worker died may take a moment to notice.</summary>
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
                throw new ElboException($"{folder}: another process trains in it; end that one", error);
            }
            catch (IOException)
            {
                cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(100));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>An execution that goes on exactly with the run in the folder; a run that cannot be gone on with is cleared away.</summary>
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
            // Damaged: begun again like one of other options.
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

    /// <summary>The trial as a run of trackers, which find it by its study.</summary>
    private TrackedTrainingJob WithTracking(TrainingJob job) => new(job, tracking)
    {
        Tags = new Dictionary<string, string>
        {
            ["study"] = request.Study,
            ["trial"] = request.Number.ToString(CultureInfo.InvariantCulture),
        },
    };

    private bool IsMeasuredByTraining(Recipe recipe) => recipe.Training.ValidationMetric == request.Metric;

    /// <summary>The study's metric after an epoch; null where training does not measure it and the model of then is gone.</summary>
    private double? MeasureEpoch(TrainingJob job, EpochReport report, Model? model) =>
        IsMeasuredByTraining(job.Recipe) ? report.ValidationMetric
        : model is not null ? Validate(job, model)
        : null;

    /// <summary>The study's metric of the model that was kept.</summary>
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
