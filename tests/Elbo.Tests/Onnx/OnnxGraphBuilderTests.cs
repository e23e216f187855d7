using System.Runtime.InteropServices;
using Elbo.Onnx;

namespace Elbo.Tests.Onnx;

public class OnnxGraphBuilderTests
{
    // 23,200 x 23,200: what EASE would have for a few items more than 2 GiB hold. Refused by its length, so nothing stands behind it.
    private static readonly long[] TooLarge = [23_200, 23_200];

    [Fact]
    public void Weights_beyond_two_GiB_are_refused_with_the_next_step()
    {
        OnnxGraphBuilder graph = new(WeightPrecision.Float32);
        float nothing = 0;

        ElboException error = Assert.Throws<ElboException>(() => graph.WeightConstant(MemoryMarshal.CreateReadOnlySpan(ref nothing, 23_200 * 23_200), TooLarge));

        Assert.Equal("the model's weights take 2.2 GB, an ONNX file holds 2.1; take --weights float16 or int8, or train with fewer items", error.Message);
    }
}
