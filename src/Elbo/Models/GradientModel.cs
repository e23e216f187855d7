using System.Runtime.InteropServices;
using Elbo.Data;
using Elbo.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>A model that is trained by gradient steps over batches of users.</summary>
/// <remarks>
/// The model defines its phases, its batches and its loss; the trainer does the rest and knows no model by name. Random numbers come
/// from the step's own generator while the batch is prepared, and then from torch's, which the trainer seeds for each step.
/// </remarks>
public abstract class GradientModel : Model
{
    private readonly nn.Module module;
    private readonly EmbeddingTable[] tables;

    /// <summary>A model whose parameters live in a module.</summary>
    protected GradientModel(ModelContext context, nn.Module module)
        : base(context)
    {
        this.module = module;
        tables = [.. module.modules().OfType<EmbeddingTable>()];
        Device = context.Device;
    }

    /// <summary>The device of its tensors.</summary>
    public Device Device { get; }

    /// <inheritdoc />
    public override ScoreKind ScoreKind => ScoreKind.Logits;

    /// <summary>The phases of an epoch, in order; default: one phase with all parameters.</summary>
    public virtual IReadOnlyList<TrainingPhase> Phases => [new TrainingPhase("all", [.. module.named_parameters()]) { Tables = tables }];

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, Tensor> State
    {
        get
        {
            ApplyPendingUpdates();
            return module.state_dict();
        }
    }

    /// <summary>The batches of one epoch in training order: rows of the training matrix, each row in one batch at most.</summary>
    /// <param name="train">Training histories.</param>
    /// <param name="batchSize">Users per batch.</param>
    /// <param name="random">Generator of the order.</param>
    public virtual IReadOnlyList<int[]> Batches(InteractionMatrix train, int batchSize, DeterministicRandom random)
    {
        ArgumentNullException.ThrowIfNull(train);
        int[] rows = [.. Enumerable.Range(0, train.RowCount).Where(row => train.RowLength(row) > 0)];
        random.Shuffle<int>(rows);
        return [.. rows.Chunk(batchSize)];
    }

    /// <summary>
    /// Prepares one batch and returns a function that computes its loss, with gradients for the phase's parameters. The preparation
    /// may run on another thread while the previous step is under way, so it uses neither weights nor torch.
    /// </summary>
    /// <param name="train">Training histories.</param>
    /// <param name="rows">The batch's rows.</param>
    /// <param name="step">The step that the batch is for.</param>
    public abstract Func<BatchLoss> PrepareBatch(InteractionMatrix train, int[] rows, StepContext step);

    /// <summary>A phase that updates all parameters of some parts of the model; the same part may belong to several phases.</summary>
    /// <param name="name">The phase's name.</param>
    /// <param name="parts">Submodules of the model's module.</param>
    protected TrainingPhase CreatePhase(string name, params nn.Module[] parts)
    {
        string[] prefixes = [.. module.named_modules().Where(submodule => parts.Contains(submodule.module)).Select(submodule => $"{submodule.name}.")];
        return new TrainingPhase(
            name,
            [.. module.named_parameters().Where(parameter => prefixes.Any(prefix => parameter.name.StartsWith(prefix, StringComparison.Ordinal)))])
        {
            Tables = [.. tables.Where(table => parts.Any(part => part == table || part.modules().Contains(table)))],
        };
    }

    /// <summary>Applies the row updates that an optimizer has deferred.</summary>
    internal void ApplyPendingUpdates()
    {
        foreach (EmbeddingTable table in tables)
        {
            table.ApplyPending();
        }
    }

    /// <summary>Freezes all parameters that a phase does not update: they get no gradients.</summary>
    internal void FreezeAllBut(TrainingPhase phase)
    {
        HashSet<string> active = [.. phase.Parameters.Select(parameter => parameter.Name)];
        foreach ((string name, Parameter parameter) in module.named_parameters())
        {
            parameter.requires_grad = active.Contains(name);
        }
    }

    /// <summary>True for a model whose training steps have many small tensor operations: torch then uses one thread in a step, Elbo's own loops all.</summary>
    internal virtual bool HasSmallSteps => false;

    /// <summary>Switches between training (dropout, sampled z) and scoring (neither).</summary>
    public void SetTraining(bool training)
    {
        if (!training)
        {
            ApplyPendingUpdates();
        }

        module.train(training);
    }

    /// <inheritdoc />
    public override void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        IReadOnlyDictionary<string, Tensor> own = State;
        StateValidator.RequireNames(own.Keys, state);
        foreach ((string name, Tensor tensor) in own)
        {
            StateValidator.RequireShape(state, name, tensor.dtype, tensor.shape);
        }

        using IDisposable noGradient = no_grad();
        foreach ((string name, Tensor tensor) in own)
        {
            tensor.copy_(state[name]);
        }
    }

    /// <summary>The row numbers firstRow .. firstRow + rowCount - 1.</summary>
    private protected static int[] RowRange(int firstRow, int rowCount) => [.. Enumerable.Range(firstRow, rowCount)];

    /// <summary>A tensor's float values in row-major order.</summary>
    private protected static float[] ToArray(Tensor values)
    {
        float[] array = new float[values.numel()];
        CopyTo(values, array);
        return array;
    }

    /// <summary>Copies a tensor's float values, row-major, whatever its device.</summary>
    private protected static void CopyTo(Tensor values, Span<float> destination)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor onCpu = values.detach().cpu().contiguous();
        MemoryMarshal.Cast<byte, float>(onCpu.bytes).CopyTo(destination);
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        module.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>The state of training when a batch is computed.</summary>
/// <param name="Update">Updates made before this one, over all epochs.</param>
/// <param name="Phase">The phase that the step belongs to.</param>
/// <param name="BatchSize">Users in a full batch.</param>
/// <param name="Random">Generator of this step, for use while the batch is prepared.</param>
public readonly record struct StepContext(long Update, TrainingPhase Phase, int BatchSize, DeterministicRandom Random);

/// <summary>The loss of one batch and its terms.</summary>
/// <param name="Objective">The value to minimize: a scalar with gradients.</param>
/// <param name="NegativeLogLikelihood">The negative log-likelihood in it.</param>
/// <param name="Kl">The KL divergence before its weight; 0 for models without one.</param>
/// <param name="Beta">The weight of the KL term at this step; 0 for models without one.</param>
public readonly record struct BatchLoss(Tensor Objective, double NegativeLogLikelihood, double Kl, double Beta);
