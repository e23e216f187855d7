using System.Runtime.InteropServices;
using Elbo.Data;
using Elbo.Inference.Bundles;
using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>A model that is trained by gradient steps over batches of people.</summary>
/// <remarks>
/// It tells its phases, its batches and its loss; the one trainer does the rest and knows no model by name. A step's random
/// numbers come from the step's own generator while the batch is prepared, and from torch's, which the trainer seeds for each step.
/// </remarks>
public abstract class GradientModel : Model
{
    private readonly nn.Module module;
    private readonly EmbeddingTable[] tables;

    /// <summary>A model whose parameters live in a module.</summary>
    protected GradientModel(int itemCount, nn.Module module, Device device)
        : base(itemCount)
    {
        this.module = module;
        tables = [.. module.modules().OfType<EmbeddingTable>()];
        Device = device;
    }

    /// <summary>Where its tensors live.</summary>
    public Device Device { get; }

    /// <inheritdoc />
    public override ScoreKind ScoreKind => ScoreKind.Logits;

    /// <summary>What is trained in an epoch, in order; default one phase with all parameters.</summary>
    public virtual IReadOnlyList<TrainingPhase> Phases =>
        [new TrainingPhase("all", [.. module.named_parameters().Select(parameter => (parameter.name, parameter.parameter))]) { Tables = tables }];

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
    /// <param name="batchSize">People per batch.</param>
    /// <param name="random">Where the order comes from.</param>
    public virtual IReadOnlyList<int[]> Batches(InteractionMatrix train, int batchSize, DeterministicRandom random)
    {
        ArgumentNullException.ThrowIfNull(train);
        int[] rows = [.. Enumerable.Range(0, train.RowCount).Where(row => train.RowLength(row) > 0)];
        random.Shuffle<int>(rows);
        return [.. rows.Chunk(batchSize)];
    }

    /// <summary>
    /// Prepares one batch and returns what computes its loss, with gradients for the phase's parameters. The preparation
    /// may run on another thread beside the step before: it touches neither weights nor torch.
    /// </summary>
    /// <param name="train">Training histories.</param>
    /// <param name="rows">The batch's rows.</param>
    /// <param name="step">Which step this is.</param>
    public abstract Func<BatchLoss> PrepareBatch(InteractionMatrix train, int[] rows, StepContext step);

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

    /// <summary>Brings every weight up to date where an optimiser has put off updates of rows.</summary>
    private void ApplyPendingUpdates()
    {
        foreach (EmbeddingTable table in tables)
        {
            table.ApplyPending();
        }
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        module.Dispose();
        base.Dispose(disposing);
    }
}
