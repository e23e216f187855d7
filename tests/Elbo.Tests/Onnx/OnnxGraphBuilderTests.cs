using System.Runtime.InteropServices;
using Elbo.Onnx;

namespace Elbo.Tests.Onnx;

public class OnnxGraphBuilderTests
{
    // 23,200 x 23,200: an EASE matrix slightly larger than 2 GiB. It is rejected by its length, so it needs no data.
    private static readonly long[] TooLarge = [23_200, 23_200];

    [Fact]
    public void Weights_over_two_GiB_are_rejected_with_a_suggestion()
    {
        OnnxGraphBuilder graph = new(WeightPrecision.Float32);
        float nothing = 0;

        ElboException error = Assert.Throws<ElboException>(() => graph.WeightConstant(MemoryMarshal.CreateReadOnlySpan(ref nothing, 23_200 * 23_200), TooLarge));

        Assert.Equal("the model's weights take 2.2 GB, an ONNX file holds 2.1; use --weight-precision float16 or int8, or train with fewer items", error.Message);
    }
}
