using static TorchSharp.torch;

namespace Elbo.Benchmarks.Workloads;

/// <summary>The lower bound of a training step: an output layer's three matrix multiplications in libtorch, into reused memory.</summary>
internal sealed class OutputLayerMultiplication : IDisposable
{
    private readonly Tensor hidden;
    private readonly Tensor weight;
    private readonly Tensor logits;
    private readonly Tensor hiddenGradient;
    private readonly Tensor weightGradient;

    /// <param name="rows">Maximum number of rows per step.</param>
    /// <param name="items">Number of items.</param>
    /// <param name="width">Size of the last hidden layer.</param>
    public OutputLayerMultiplication(int rows, int items, int width)
    {
        hidden = randn(rows, width);
        weight = randn(items, width);
        logits = zeros(rows, items);
        hiddenGradient = zeros_like(hidden);
        weightGradient = zeros_like(weight);
    }

    /// <summary>The logits and the gradients of hidden layer and weight for some rows.</summary>
    public void Step(int rows)
    {
        using Tensor blockHidden = hidden.narrow(0, 0, rows);
        using Tensor block = logits.narrow(0, 0, rows);
        using Tensor blockGradient = hiddenGradient.narrow(0, 0, rows);
        using Tensor weightTransposed = weight.t();
        using Tensor blockTransposed = block.t();
        block.addmm_(blockHidden, weightTransposed, 0, 1);
        blockGradient.addmm_(block, weight, 0, 1);
        weightGradient.addmm_(blockTransposed, blockHidden, 0, 1);
    }

    public void Dispose()
    {
        foreach (Tensor tensor in (Tensor[])[hidden, weight, logits, hiddenGradient, weightGradient])
        {
            tensor.Dispose();
        }
    }
}
