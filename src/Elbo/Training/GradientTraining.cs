using Elbo.Data;
using Elbo.Models;
using Elbo.Training.Optimizers;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>One training of a gradient model, from its first step or a checkpoint to its end.</summary>
internal sealed class GradientTraining
{
    private readonly TrainingOptions options;
    private readonly RunContext context;
    private readonly IReadOnlyList<ITrainingCallback> callbacks;
    private readonly GradientModel model;
    private readonly InteractionMatrix train;
    private readonly Func<Model, double>? validate;

    public GradientTraining(
        TrainingOptions options,
        RunContext context,
        IReadOnlyList<ITrainingCallback> callbacks,
        GradientModel model,
        InteractionMatrix train,
        Func<Model, double>? validate)
    {
        this.options = options;
        this.context = context;
        this.callbacks = options.Patience is { } patience ? [new EarlyStopping(patience), .. callbacks] : callbacks;
        this.model = model;
        this.train = train;
        this.validate = validate;
    }

    public TrainingResult Run(Checkpoint? resume)
    {
        IReadOnlyList<TrainingPhase> phases = model.Phases;
        int updatesPerEpoch = Batches(0, 0).Count * phases.Sum(phase => phase.Passes);
        if (updatesPerEpoch == 0)
        {
            throw new ElboException(
                $"all {train.RowCount} training histories are too short for {model.GetType().Name} to learn from; keep longer ones or choose another model");
        }

        Dictionary<string, IParameterOptimizer> optimizers = phases.ToDictionary(
            phase => phase.Name, phase => ParameterOptimizer.Create(options, phase, model.Device));
        TrainingRun run = new(
            model, options, resume?.Progress ?? new TrainingProgress(), updatesPerEpoch,
            () => optimizers.SelectMany(pair => pair.Value.Save().Select(state => (Name: $"{pair.Key}/{state.Key}", state.Value)))
                .ToDictionary(state => state.Name, state => state.Value));
        using BestWeights best = new(model);
        try
        {
            resume?.Restore(model, optimizers, best);
            Notify(callback => callback.Started(run));
            while (run.Progress.Epoch < options.Epochs && !run.IsStopping)
            {
                Epoch(run, phases, optimizers);
                Close(run, best);
            }

            Notify(callback => callback.Ended(run));
            best.PutBack();
            return Result(run.Progress);
        }
        catch (OperationCanceledException)
        {
            Notify(callback => callback.Interrupted(run));
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

    /// <summary>The steps of the epoch under way that are not done yet.</summary>
    private void Epoch(TrainingRun run, IReadOnlyList<TrainingPhase> phases, Dictionary<string, IParameterOptimizer> optimizers)
    {
        double learningRate = options.LearningRate * Math.Pow(options.LearningRateDecay, run.Progress.Epoch);
        int done = run.Progress.StepInEpoch;
        int pass = 0;
        foreach (TrainingPhase phase in phases.SelectMany(phase => Enumerable.Repeat(phase, phase.Passes)))
        {
            IReadOnlyList<int[]> batches = Batches(run.Progress.Epoch, pass++);
            int[][] left = [.. batches.Skip(done)];
            long first = run.Progress.Update;
            using PreparedBatches prepared = new(model, train, left, i => StepOf(first + i, phase));
            foreach (int[] rows in left)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                run.Progress = Step(run.Progress, phase, optimizers[phase.Name], rows.Length, prepared, learningRate);
                Notify(callback => callback.StepEnded(run));
            }

            done = Math.Max(0, done - batches.Count);
        }
    }

    private TrainingProgress Step(
        TrainingProgress progress, TrainingPhase phase, IParameterOptimizer optimizer, int people, PreparedBatches prepared, double learningRate)
    {
        long start = context.Clock.GetTimestamp();
        using IDisposable scope = NewDisposeScope();
        manual_seed(unchecked((long)new DeterministicRandom(context.Seed, progress.Update).NextUInt64()));
        model.SetTraining(true);
        phase.ClearGradients();
        StepLoss loss = prepared.Next()();
        double objective = loss.Objective.item<float>();
        if (!double.IsFinite(objective))
        {
            throw new ElboException(
                $"the loss is {objective} in epoch {progress.Epoch + 1}, step {progress.StepInEpoch + 1} (update {progress.Update + 1}); " +
                $"lower learningRate (now {learningRate:g3}) or set maxGradientNorm");
        }

        loss.Objective.backward();
        if (options.MaxGradientNorm is { } norm)
        {
            GradientNorm.Clip(phase, norm);
        }

        optimizer.Step(learningRate);
        EpochSums sums = progress.Sums;
        return progress with
        {
            StepInEpoch = progress.StepInEpoch + 1,
            Update = progress.Update + 1,
            Sums = new EpochSums(
                sums.Loss + objective,
                sums.NegativeLogLikelihood + loss.NegativeLogLikelihood,
                sums.Kl + loss.Kl,
                loss.Beta,
                sums.Users + people,
                sums.Seconds + context.Clock.GetElapsedTime(start).TotalSeconds),
        };
    }

    /// <summary>Validates after an epoch's last step and opens the next epoch.</summary>
    private void Close(TrainingRun run, BestWeights best)
    {
        TrainingProgress progress = run.Progress;
        EpochSums sums = progress.Sums;
        double steps = Math.Max(1, progress.StepInEpoch);
        EpochReport report = new(
            progress.Epoch + 1,
            sums.Loss / steps,
            sums.NegativeLogLikelihood / steps,
            sums.Kl / steps,
            sums.Beta,
            validate?.Invoke(model),
            sums.Seconds,
            sums.Users);
        run.Progress = progress with
        {
            Epoch = progress.Epoch + 1,
            StepInEpoch = 0,
            Sums = new TrainingProgress().Sums,
            History = [.. progress.History, report],
        };
        if (run.Progress.Best == report)
        {
            best.Keep();
        }

        Notify(callback => callback.EpochEnded(run));
    }

    private TrainingStep StepOf(long update, TrainingPhase phase)
    {
        DeterministicRandom random = new(context.Seed, update);

        // The first number is torch's seed for the step.
        _ = random.NextUInt64();
        return new TrainingStep(update, phase, options.BatchSize, random);
    }

    /// <summary>The batches of one pass over the data; streams below zero are kept apart from those of the updates.</summary>
    private IReadOnlyList<int[]> Batches(int epoch, int pass) =>
        model.Batches(train, options.BatchSize, new DeterministicRandom(context.Seed, -1 - (((long)epoch << 16) + pass)));

    private void Notify(Action<ITrainingCallback> tell)
    {
        foreach (ITrainingCallback callback in callbacks)
        {
            tell(callback);
        }
    }

    private static TrainingResult Result(TrainingProgress progress)
    {
        double[] seconds = [.. progress.History.Select(report => report.Seconds).Order()];
        return new TrainingResult(progress, seconds.Sum(), seconds.Length == 0 ? 0 : seconds[seconds.Length / 2]);
    }
}
