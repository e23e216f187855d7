using Elbo.Data;
using Elbo.Models;
using Elbo.Training;
using Elbo.Training.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Benchmarks.Workloads;

/// <summary>
/// Mult-VAE as in public implementations: dense multi-hot rows, dense layers, log-softmax times the row, Adam in plain tensor operations.
/// </summary>
internal sealed class BaselineMultVae : nn.Module
{
    private const double Dropout = 0.5;
    private const double Beta = 0.2;
    private const double LearningRate = 1e-3;

    private readonly int itemCount;
    private readonly Linear input;
    private readonly Linear code;
    private readonly Linear hidden;
    private readonly Linear output;
    private readonly TrainingPhase phase;
    private readonly TensorOptimizer optimizer;

    public BaselineMultVae(MultVaeSize size)
        : base(nameof(BaselineMultVae))
    {
        itemCount = size.Items;
        input = nn.Linear(size.Items, size.HiddenSize);
        code = nn.Linear(size.HiddenSize, 2 * size.LatentSize);
        hidden = nn.Linear(size.LatentSize, size.HiddenSize);
        output = nn.Linear(size.HiddenSize, size.Items);
        RegisterComponents();
        phase = new TrainingPhase("all", [.. named_parameters()]);
        optimizer = new TensorOptimizer(OptimizerKind.Adam, phase, weightDecay: 0);
    }

    /// <summary>One update.</summary>
    public void Step(InteractionMatrix train, int[] rows)
    {
        using IDisposable scope = NewDisposeScope();
        float[] dense = new float[rows.Length * itemCount];
        for (int i = 0; i < rows.Length; i++)
        {
            foreach (int item in train.Row(rows[i]))
            {
                dense[(i * itemCount) + item] = 1;
            }
        }

        Tensor x = tensor(dense, rows.Length, itemCount);
        Tensor encoded = code.call(input.call(nn.functional.dropout(nn.functional.normalize(x), Dropout)).tanh());
        BaselinePosterior posterior = BaselinePosterior.FromEncoded(encoded);
        Tensor logits = output.call(hidden.call(posterior.Sample()).tanh());
        Tensor likelihood = -(nn.functional.log_softmax(logits, 1) * x).sum(1).mean();
        phase.ClearGradients();
        likelihood.Add(posterior.Divergence().Multiply(Beta)).backward();
        optimizer.Step(LearningRate);
    }

    protected override void Dispose(bool disposing)
    {
        optimizer.Dispose();
        base.Dispose(disposing);
    }
}
