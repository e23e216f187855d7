using Elbo.Models.Kernels;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Kernels;

[Collection(SequentialTorchTests.Name)]
public class MatrixMultiplicationTests
{
    // Whole tiles are 12 x 32; the inner dimension is cut at 640, rows at 2,520, columns at 256.
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 },
        { 12, 32, 5 },
        { 13, 33, 1 },
        { 11, 31, 641 },
        { 40, 30, 1_300 }, // Summed by parts of the inner dimension.
        { 2_600, 20, 30 }, // Two blocks of rows, cut among tasks by rows.
        { 25, 600, 700 },
        { 25, 900, 40 }, // Several panels, cut among tasks by columns.
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_size_is_the_sum_of_products(int m, int n, int k)
    {
        using IDisposable scope = NewDisposeScope();
        manual_seed(7);
        (Tensor a, Tensor b, Tensor c) = (randn(m, k), randn(k, n), randn(m, n));
        Tensor expected = a.to(float64).mm(b.to(float64));
        Tensor added = expected + c.to(float64);

        AssertClose(expected, Tiled(c, a, b, add: false), k);
        AssertClose(expected, Tiled(c, a.t().contiguous().t(), b, add: false), k);
        AssertClose(expected, Tiled(c, a, b.t().contiguous().t(), add: false), k);
        AssertClose(added, Tiled(c, a, b.t().contiguous().t(), add: true), k);
    }

    [Fact]
    public void One_thread_and_several_agree()
    {
        using IDisposable scope = NewDisposeScope();
        manual_seed(8);
        (Tensor a, Tensor b) = (randn(30, 3_000), randn(3_000, 40));
        int threads = get_num_threads();
        try
        {
            set_num_threads(1);
            Tensor alone = Tiled(zeros(30, 40), a, b, add: false);
            set_num_threads(3);
            AssertClose(alone.to(float64), Tiled(zeros(30, 40), a, b, add: false), 3_000);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void Values_outside_of_the_result_do_not_change()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor whole = ones(20, 50);
        Tensor rows = whole.narrow(0, 3, 13);

        MatrixMultiplication.MultiplyTiled(new MatrixView(rows), new MatrixView(zeros(13, 4)), new MatrixView(zeros(4, 50)), add: false);

        Assert.Equal(7 * 50, whole.sum().item<float>());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(200)] // Large enough to be computed here rather than by torch.
    public void Small_and_large_products_are_correct(int size)
    {
        using IDisposable scope = NewDisposeScope();
        manual_seed(9);
        (Tensor a, Tensor b, Tensor c) = (randn(size, size), randn(size, size), randn(size, size));
        Tensor expected = a.to(float64).mm(b.to(float64)) + c.to(float64);

        MatrixMultiplication.Multiply(c, a, b, add: true);

        AssertClose(expected, c, size);
    }

    private static Tensor Tiled(Tensor c, Tensor a, Tensor b, bool add)
    {
        Tensor result = c.clone();
        MatrixMultiplication.MultiplyTiled(new MatrixView(result), new MatrixView(a), new MatrixView(b), add);
        return result;
    }

    /// <summary>Rounding grows with the root of the number of terms, each about one.</summary>
    private static void AssertClose(Tensor expected, Tensor actual, int terms) =>
        Assert.InRange((expected - actual.to(float64)).abs().max().item<double>(), 0, 4e-6 * Math.Max(4, Math.Sqrt(terms)));
}
