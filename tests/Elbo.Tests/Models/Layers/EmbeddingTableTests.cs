using Elbo.Data;
using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Layers;

[Collection(SequentialTorchTests.Name)]
public class EmbeddingTableTests
{
    private static readonly InteractionMatrix Histories = InteractionMatrix.FromRows([[4, 1], [], [1, 2, 4, 0]], itemCount: 6);

    [Fact]
    public void A_bag_holds_each_history_divided_by_its_norm()
    {
        EmbeddingBagInput bag = EmbeddingBagInput.FromHistories(Histories, [0, 1, 2], dropout: 0.5, random: null);

        Assert.Equal([0, 2, 2, 6], bag.Offsets);
        Assert.Equal([4, 1, 1, 2, 4, 0], bag.Items);
        float half = 1 / MathF.Sqrt(2);
        Assert.Equal([half, half, 0.5f, 0.5f, 0.5f, 0.5f], bag.Weights);
    }

    [Fact]
    public void Entries_are_grouped_by_row()
    {
        EmbeddingBagInput.EntriesByRow bag = EmbeddingBagInput.FromHistories(Histories, [0, 1, 2], dropout: 0, random: null).ByRow;

        Assert.Equal([0, 1, 2, 4], bag.Rows);
        Assert.Equal([0, 1, 3, 4, 6], bag.Offsets);
        Assert.Equal([2, 0, 2, 2, 0, 2], bag.Sums);
        Assert.Equal([5, 1, 2, 3, 0, 4], bag.Entries);
    }

    [Fact]
    public void Dropout_takes_entries_out_and_scales_up_the_rest()
    {
        InteractionMatrix one = InteractionMatrix.FromRows([[.. Enumerable.Range(0, 10_000)]], itemCount: 10_000);

        EmbeddingBagInput bag = EmbeddingBagInput.FromHistories(one, [0], dropout: 0.25, new DeterministicRandom(3));

        // 7,500 stay on average, with a standard deviation of 43.
        Assert.InRange(bag.Items.Length, 7_300, 7_700);
        Assert.All(bag.Weights, weight => Assert.Equal(0.01f / 0.75f, weight, 1e-7f));
        Assert.Equal(bag.Items.Distinct().Count(), bag.Items.Length);
    }

    [Fact]
    public void Sums_and_gradient_are_those_of_a_dense_product()
    {
        using IDisposable scope = NewDisposeScope();
        EmbeddingTable table = Table(6, 3);
        Tensor dense = table.Weight.detach().clone().requires_grad_();
        float half = 1 / MathF.Sqrt(2);
        Tensor rows = tensor(new float[,] { { 0, half, 0, 0, half, 0 }, { 0, 0, 0, 0, 0, 0 }, { 0.5f, 0.5f, 0.5f, 0, 0.5f, 0 } });
        Tensor upstream = DeterministicWeights.Create(4, 3, 3);

        Tensor sums = table.SumRows(EmbeddingBagInput.FromHistories(Histories, [0, 1, 2], dropout: 0, random: null));
        Tensor expected = rows.mm(dense);
        (sums * upstream).sum().backward();
        (expected * upstream).sum().backward();

        DeterministicWeights.AssertClose([.. expected.data<float>().ToArray().Select(x => (double)x)], sums.data<float>().ToArray());
        Assert.Null(table.Weight.grad);
        Assert.Equal([0, 1, 2, 4], table.Gradient.Rows);
        Tensor touched = dense.grad!.index_select(0, tensor(new long[] { 0, 1, 2, 4 }));
        DeterministicWeights.AssertClose([.. touched.data<float>().ToArray().Select(x => (double)x)], table.GradientValues.ToArray());
    }

    [Fact]
    public void A_bag_of_nothing_has_a_gradient_of_no_rows()
    {
        using IDisposable scope = NewDisposeScope();
        EmbeddingTable table = Table(6, 3);

        table.SumRows(EmbeddingBagInput.FromHistories(Histories, [1], dropout: 0, random: null)).sum().backward();

        Assert.True(table.Gradient.Exists);
        Assert.Empty(table.Gradient.Rows);
    }

    [Fact]
    public void A_second_read_in_a_step_adds_to_the_gradient()
    {
        SparseRowGradient gradient = new();
        SparseGradients.Add(gradient, [1, 4], [1, 2, 3, 4]);
        SparseGradients.Add(gradient, [0, 4, 5], [10, 20, 30, 40, 50, 60]);

        Assert.Equal([0, 1, 4, 5], gradient.Rows);
        Assert.Equal([10, 20, 1, 2, 33, 44, 50, 60], gradient.Values[..8]);

        gradient.Clear();
        SparseGradients.Add(gradient, [2], [7, 8]);

        Assert.Equal([2], gradient.Rows);
        Assert.Equal([7, 8], gradient.Values[..2]);
    }

    [Fact]
    public void Several_reads_and_a_dense_use_in_a_step_have_the_gradient_of_a_dense_table()
    {
        using IDisposable scope = NewDisposeScope();
        EmbeddingTable table = Table(6, 3);
        Tensor dense = table.Weight.detach().clone().requires_grad_();
        EmbeddingBagInput first = EmbeddingBagInput.SingleRows([4, 1, 4], 6);
        EmbeddingBagInput second = EmbeddingBagInput.SingleRows([5, 4], 6);
        Tensor upstream = DeterministicWeights.Create(4, 6, 3);

        (table.SumRows(first).sum() + (table.SumRows(second) * 2).sum() + (table.Weight * upstream).sum()).backward();
        Tensor Rows(params long[] rows) => dense.index_select(0, tensor(rows));
        (Rows(4, 1, 4).sum() + (Rows(5, 4) * 2).sum() + (dense * upstream).sum()).backward();
        table.CombineGradients();

        Assert.False(table.Gradient.Exists);
        DeterministicWeights.AssertClose([.. dense.grad!.data<float>().ToArray().Select(x => (double)x)], table.Weight.grad!.data<float>().ToArray());
    }

    [Fact]
    public void A_frozen_table_gets_no_gradient()
    {
        using IDisposable scope = NewDisposeScope();
        EmbeddingTable table = Table(6, 3);
        Tensor other = ones(3).requires_grad_();
        table.Weight.requires_grad = false;

        (table.SumRows(EmbeddingBagInput.SingleRows([4, 1], 6)) * other).sum().backward();

        Assert.False(table.Gradient.Exists);
        Assert.NotNull(other.grad);
    }

    [Fact]
    public void Sums_by_torch_equal_those_of_the_CPU()
    {
        using IDisposable scope = NewDisposeScope();
        EmbeddingTable table = Table(6, 3);
        EmbeddingBagInput bag = EmbeddingBagInput.FromHistories(Histories, [0, 1, 2], dropout: 0, random: null);
        Tensor upstream = DeterministicWeights.Create(4, 3, 3);

        Tensor expected = table.SumRows(bag);
        Tensor actual = table.SumRowsWithTorch(bag);
        (expected * upstream).sum().backward();
        (actual * upstream).sum().backward();

        DeterministicWeights.AssertClose([.. expected.data<float>().ToArray().Select(x => (double)x)], actual.data<float>().ToArray());
        DeterministicWeights.AssertClose(
            [.. table.ToDenseGradient()!.data<float>().ToArray().Select(x => (double)x)], table.Weight.grad!.data<float>().ToArray());
    }

    [Fact]
    public void A_table_too_large_for_a_file_is_refused_before_allocation() =>
        Assert.Contains("the limit is 536,870,911", Assert.Throws<ElboException>(() => new EmbeddingTable(3_000_000, 200)).Message, StringComparison.Ordinal);

    private static EmbeddingTable Table(int rows, int width)
    {
        EmbeddingTable table = new(rows, width);
        using IDisposable noGradient = no_grad();
        table.Weight.copy_(DeterministicWeights.Create(0, rows, width));
        return table;
    }
}

/// <summary>Sparse gradients with given values.</summary>
internal static class SparseGradients
{
    public static unsafe void Add(SparseRowGradient gradient, int[] rows, float[] values) => gradient.Add(
        rows, rows.Length == 0 ? 1 : values.Length / rows.Length, destination => values.CopyTo(new Span<float>(destination, values.Length)));
}
