using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Kernels;
using Elbo.Models.Layers;
using Elbo.Training.Optimizers;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>Trains a gradient model, from the start or from a checkpoint.</summary>
internal sealed class TrainingLoop
{
    private const int DefaultBatchSize = 100;

    private readonly TrainingOptions options;
    private readonly int batchSize;
    private readonly RunContext context;
    private readonly IReadOnlyList<ITrainingCallback> callbacks;
    private readonly GradientModel model;
    private readonly InteractionMatrix train;
    private readonly Func<Model, double>? validate;

    public TrainingLoop(
        TrainingOptions options,
        RunContext context,
        IReadOnlyList<ITrainingCallback> callbacks,
        GradientModel model,
        InteractionMatrix train,
        Func<Model, double>? validate)
    {
        this.options = options;
        batchSize = options.BatchSize ?? DefaultBatchSize;
        this.context = context;
        this.callbacks = options.Patience is { } patience ? [new EarlyStopping(patience), .. callbacks] : callbacks;
        this.model = model;
        this.train = train;
        this.validate = validate;
    }

    public TrainingResult Run(Checkpoint? resume)
    {
        IReadOnlyList<TrainingPhase> phases = model.Phases;
        int updatesPerEpoch = CreateBatches(0, 0).Count * phases.Sum(phase => phase.Passes);
        if (updatesPerEpoch == 0)
        {
            throw new ElboException(
                $"all {train.RowCount} training histories are too short for {model.GetType().Name} to learn from; use data with longer histories or choose another model");
        }

        Dictionary<string, IParameterOptimizer> optimizers = phases.ToDictionary(
            phase => phase.Name, phase => OptimizerFactory.Create(options, phase, model.Device));
        TrainingContext training = new(
            model, options, resume?.Progress ?? new TrainingProgress(), updatesPerEpoch,
            () => optimizers.SelectMany(pair => pair.Value.Save().Select(state => (Name: $"{pair.Key}/{state.Key}", state.Value)))
                .ToDictionary(state => state.Name, state => state.Value));
        using BestWeightsSnapshot best = new(model);
        try
        {
            resume?.Restore(model, optimizers, best);
            Notify(callback => callback.OnStarted(training));
            while (training.Progress.Epoch < options.Epochs && !training.IsStopRequested)
            {
                RunEpoch(training, phases, optimizers);
                CompleteEpoch(training, best);
            }

            Notify(callback => callback.OnCompleted(training));
            best.Restore();
            return CreateResult(training.Progress);
        }
        catch (OperationCanceledException)
        {
            Notify(callback => callback.OnInterrupted(training));
            throw;
        }
        finally
        {
            foreach (IParameterOptimizer optimizer in optimizers.Values)
            {
                optimizer.Dispose();
            }
        }
    }

    /// <summary>Runs the remaining steps of the current epoch.</summary>
    private void RunEpoch(TrainingContext training, IReadOnlyList<TrainingPhase> phases, Dictionary<string, IParameterOptimizer> optimizers)
    {
        double learningRate = options.LearningRate * Math.Pow(options.LearningRateDecay, training.Progress.Epoch);
        int done = training.Progress.StepInEpoch;
        int pass = 0;
        foreach (TrainingPhase phase in phases)
        {
            for (int passOfPhase = 0; passOfPhase < phase.Passes; passOfPhase++)
            {
                IReadOnlyList<int[]> batches = CreateBatches(training.Progress.Epoch, pass++);
                if (done == 0)
                {
                    StartPass(phase, isFirst: passOfPhase == 0);
                }

                if (done < batches.Count)
                {
                    RunPass(training, phase, [.. batches.Skip(done)], optimizers[phase.Name], learningRate);
                }

                done = Math.Max(0, done - batches.Count);
            }
        }
    }

    private void StartPass(TrainingPhase phase, bool isFirst)
    {
        // Otherwise the checkpoint of an interruption here could contain the effect of a hook that runs again when training resumes.
        context.CancellationToken.ThrowIfCancellationRequested();

        // The previous phase may have another optimizer for the same parameters.
        model.ApplyPendingUpdates();
        if (isFirst && phase.Before is { } before)
        {
            using IDisposable scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            before();
        }
    }

    private void RunPass(TrainingContext training, TrainingPhase phase, int[][] batches, IParameterOptimizer optimizer, double learningRate)
    {
        model.FreezeAllBut(phase);
        long first = training.Progress.Update;
        using BatchPrefetcher prefetcher = new(model, train, batches, i => CreateStepContext(first + i, phase));
        foreach (int[] rows in batches)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            training.Progress = RunStep(training.Progress, phase, optimizer, rows.Length, prefetcher, learningRate);
            Notify(callback => callback.OnStepCompleted(training));
        }
    }

    private TrainingProgress RunStep(
        TrainingProgress progress, TrainingPhase phase, IParameterOptimizer optimizer, int userCount, BatchPrefetcher batches, double learningRate)
    {
        long start = context.Clock.GetTimestamp();
        using IDisposable scope = NewDisposeScope();
        using IDisposable? oneThread = model.HasSmallSteps ? ParallelRows.LimitTorchToOneThread() : null;
        manual_seed(unchecked((long)new DeterministicRandom(context.Seed, progress.Update).NextUInt64()));
        model.SetTraining(true);
        phase.ClearGradients();
        BatchLoss loss = batches.Next()();
        double objective = loss.Objective.item<float>();
        if (!double.IsFinite(objective))
        {
            throw new ElboException(
                $"the loss is {objective} in epoch {progress.Epoch + 1}, step {progress.StepInEpoch + 1} (update {progress.Update + 1}); " +
                $"lower learningRate (now {learningRate:g3}) or set maxGradientNorm");
        }

        loss.Objective.backward();
        foreach (EmbeddingTable table in phase.Tables)
        {
            table.CombineGradients();
        }

        if (options.MaxGradientNorm is { } norm)
        {
            GradientClipping.Clip(phase, norm);
        }

        optimizer.Step(learningRate);
        EpochTotals totals = progress.Totals;
        return progress with
        {
            StepInEpoch = progress.StepInEpoch + 1,
            Update = progress.Update + 1,
            Totals = new EpochTotals(
                totals.Loss + objective,
                totals.NegativeLogLikelihood + loss.NegativeLogLikelihood,
                totals.Kl + loss.Kl,
                loss.Beta,
                totals.Users + userCount,
                totals.Seconds + context.Clock.GetElapsedTime(start).TotalSeconds),
        };
    }

    /// <summary>Validates after the last step of an epoch and starts the next one.</summary>
    private void CompleteEpoch(TrainingContext training, BestWeightsSnapshot best)
    {
        // Applies deferred updates even if no callback reads the weights, so that the results do not depend on the callbacks.
        model.SetTraining(false);
        TrainingProgress progress = training.Progress;
        EpochTotals totals = progress.Totals;
        double steps = Math.Max(1, progress.StepInEpoch);
        EpochReport report = new(
            progress.Epoch + 1,
            totals.Loss / steps,
            totals.NegativeLogLikelihood / steps,
            totals.Kl / steps,
            totals.Beta,
            validate?.Invoke(model),
            totals.Seconds,
            totals.Users);
        training.Progress = progress with
        {
            Epoch = progress.Epoch + 1,
            StepInEpoch = 0,
            Totals = new TrainingProgress().Totals,
            History = [.. progress.History, report],
        };
        if (training.Progress.Best == report)
        {
            best.Capture();
        }

        Notify(callback => callback.OnEpochCompleted(training));
    }

    private StepContext CreateStepContext(long update, TrainingPhase phase)
    {
        DeterministicRandom random = new(context.Seed, update);

        // The first number seeds torch.
        _ = random.NextUInt64();
        return new StepContext(update, phase, batchSize, random);
    }

    /// <summary>The batches of one pass over the data; negative streams never coincide with those of the updates.</summary>
    private IReadOnlyList<int[]> CreateBatches(int epoch, int pass) =>
        model.Batches(train, batchSize, new DeterministicRandom(context.Seed, -1 - (((long)epoch << 16) + pass)));

    private void Notify(Action<ITrainingCallback> action)
    {
        foreach (ITrainingCallback callback in callbacks)
        {
            action(callback);
        }
    }

    private static TrainingResult CreateResult(TrainingProgress progress)
    {
        double[] seconds = [.. progress.History.Select(report => report.Seconds).Order()];
        return new TrainingResult(progress, seconds.Sum(), seconds.Length == 0 ? 0 : seconds[seconds.Length / 2]);
    }
}
