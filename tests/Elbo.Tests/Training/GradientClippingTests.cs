using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Tests.Models;
using Elbo.Tests.Models.Layers;
using Elbo.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Tests.Training;

[Collection(SequentialTorchTests.Name)]
public class GradientClippingTests
{
    [Theory]
    [InlineData(6.5, 0.5)] // The norm is 13: half of everything.
    [InlineData(20, 1)] // Below the bound nothing changes.
    public void All_gradients_shrink_together_to_the_bound(double bound, double factor)
    {
        using IDisposable scope = NewDisposeScope();
        using Parameter plain = new(zeros(2)) { grad = tensor(new float[] { 3, 4 }) };
        using EmbeddingTable table = new(10, 2);
        SparseGradients.Add(table.Gradient, [7], [12, 0]);

        GradientClipping.Clip(new TrainingPhase("all", [("plain", plain), ("table", table.Weight)]) { Tables = [table] }, bound);

        // sqrt(9 + 16 + 144) = 13.
        float[] left = plain.grad!.data<float>().ToArray();
        Assert.Equal(3 * factor, left[0], 1e-5);
        Assert.Equal(4 * factor, left[1], 1e-5);
        Assert.Equal(12 * factor, table.GradientValues[0], 1e-5);
    }
}
