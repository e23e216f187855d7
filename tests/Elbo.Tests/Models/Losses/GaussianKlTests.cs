using Elbo.Models.Losses;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Losses;

[Collection(SequentialTorchTests.Name)]
public class GaussianKlTests
{
    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 1, 0.5)] // (1 + 1 - 1 - 0) / 2
    [InlineData(-2, 1, 2)] // (1 + 4 - 1 - 0) / 2
    [InlineData(0, Math.E, 0.35914091422952255)] // (e + 0 - 1 - 1) / 2
    [InlineData(3, 0.5, 4.596573590279973)] // (1/2 + 9 - 1 + log 2) / 2
    public void One_dimension_by_hand(double mean, double variance, double expected)
    {
        using IDisposable scope = NewDisposeScope();
        Assert.Equal(expected, GaussianKl.PerRow(tensor(mean).reshape(1, 1), tensor(Math.Log(variance)).reshape(1, 1)).item<double>(), 1e-12);
    }

    [Fact]
    public void Dimensions_are_summed_and_rows_are_kept_apart()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor mean = tensor(new double[] { 1, 1, 1, 0, 0, 2 }, 2, 3);

        // 0.5 + 0.5 + 0.5 and 0 + 0 + 2.
        Assert.Equal([1.5, 2], GaussianKl.PerRow(mean, zeros_like(mean)).data<double>().ToArray());
    }
}
