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
    public void A_second_gradient_before_the_first_is_cleared_is_refused()
    {
        SparseRowGradient gradient = new();
        gradient.Begin([1], 2);

        Assert.Throws<InvalidOperationException>(() => gradient.Begin([2], 2));
        gradient.Clear();
        Assert.True(gradient.Begin([2], 2).Length >= 2);
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
