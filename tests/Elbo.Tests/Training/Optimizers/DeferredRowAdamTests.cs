using Elbo.IO;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Tests.Models;
using Elbo.Tests.Models.Layers;
using Elbo.Training;
using Elbo.Training.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Tests.Training.Optimizers;

[Collection(SequentialTorchTests.Name)]
public class DeferredRowAdamTests
{
    private const int RowCount = 300;
    private const int Width = 19; // Vectors and a tail.

    [Theory]
    [InlineData(0.0, false, 1.0)]
    [InlineData(0.01, false, 1.0)]
    [InlineData(0.01, true, 1.0)]
    [InlineData(0.0, false, 0.9)]
    [InlineData(0.0, false, 1.1)]
    public void Deferred_updates_equal_the_dense_optimizer_bit_for_bit(double weightDecay, bool decoupled, double rateFactor)
    {
        using IDisposable scope = NewDisposeScope();
        using EmbeddingTable table = Table();
        using Parameter dense = new(table.Weight.detach().clone());
        using FusedAdam byRows = new([table.Weight], [table], weightDecay, decoupled, lazy: false);
        using FusedAdam whole = new([dense], [], weightDecay, decoupled, lazy: false);
        DeterministicRandom random = new(11);

        // Low rows come often, high ones after gaps of hundreds of steps, during which their steps become too small to move them.
        for (int step = 0; step < 900; step++)
        {
            int[] rows = [.. Enumerable.Range(0, RowCount).Where(row => random.NextDouble() < 2.0 / (row + 2))];
            float[] values = Fill(table, rows, random);
            dense.grad = Dense(rows, values);
            double rate = 0.01 * Math.Pow(rateFactor, step / 100);
            byRows.Step(rate);
            whole.Step(rate);
        }

        table.ApplyPending();
        Assert.Equal(dense.data<float>().ToArray(), table.Weight.data<float>().ToArray());
        OptimizerTests.AssertSame(whole.Save(), byRows.Save());
    }

    [Theory]
    [InlineData(1.0, 1.0, 1e-5)]
    [InlineData(0.9, 1.0, 1e-5)]
    [InlineData(1.1, 1.0, 1e-5)]
    [InlineData(1.0, 1e-7, 2e-3)] // The second moment's root is as small as epsilon.
    public void Steps_applied_at_once_are_close_to_the_dense_optimizer(double rateFactor, double gradientScale, double tolerance)
    {
        using IDisposable scope = NewDisposeScope();
        using EmbeddingTable table = Table();
        using Parameter dense = new(table.Weight.detach().clone());
        using FusedAdam byRows = new([table.Weight], [table], 0, decoupled: false, lazy: false, maxExactRows: 0);
        using FusedAdam whole = new([dense], [], 0, decoupled: false, lazy: false);
        float[] start = dense.data<float>().ToArray();
        DeterministicRandom random = new(11);
        for (int step = 0; step < 900; step++)
        {
            int[] rows = [.. Enumerable.Range(0, RowCount).Where(row => random.NextDouble() < 2.0 / (row + 2))];
            float[] values = Fill(table, rows, random, gradientScale);
            dense.grad = Dense(rows, values);
            double rate = 0.01 * Math.Pow(rateFactor, step / 100);
            byRows.Step(rate);
            whole.Step(rate);
        }

        table.ApplyPending();
        float[] expected = dense.data<float>().ToArray();
        float[] actual = table.Weight.data<float>().ToArray();
        double moved = Math.Sqrt(expected.Zip(start, (value, first) => Math.Pow(value - first, 2)).Average());
        double error = Math.Sqrt(expected.Zip(actual, (value, other) => Math.Pow(value - other, 2)).Average());
        Assert.InRange(error / moved, 0, tolerance);
    }

    [Fact]
    public void A_row_that_is_read_is_up_to_date()
    {
        using IDisposable scope = NewDisposeScope();
        using EmbeddingTable table = Table();
        using Parameter dense = new(table.Weight.detach().clone());
        using FusedAdam byRows = new([table.Weight], [table], 0, decoupled: false, lazy: false);
        using FusedAdam whole = new([dense], [], 0, decoupled: false, lazy: false);
        DeterministicRandom random = new(12);
        foreach (int[] rows in new int[][] { [3, 5], [5], [7], [7] })
        {
            dense.grad = Dense(rows, Fill(table, rows, random));
            byRows.Step(0.01);
            whole.Step(0.01);
        }

        // Row 3 has three pending steps; reading it applies them, but not the two of row 5.
        Assert.NotEqual(Row(dense, 3), Row(table.Weight, 3));
        table.train();
        table.SumRows(EmbeddingBagInput.SingleRows([3], RowCount)).Dispose();

        Assert.Equal(Row(dense, 3), Row(table.Weight, 3));
        Assert.NotEqual(Row(dense, 5), Row(table.Weight, 5));
    }

    [Fact]
    public void Lazy_rows_without_gradient_keep_value_and_moments()
    {
        using IDisposable scope = NewDisposeScope();
        using EmbeddingTable table = Table();
        using Parameter only = new(table.Weight.detach().narrow(0, 4, 1).clone());
        using FusedAdam lazy = new([table.Weight], [table], 0, decoupled: false, lazy: true);
        DeterministicRandom random = new(13);
        float[] untouched = Row(table.Weight, 9);

        // By hand, with row 4's gradient in steps 1 and 3: moments fade in those steps alone, corrections go by the step's number.
        float[] first = Fill(table, [4], random);
        lazy.Step(0.01);
        Fill(table, [8], random);
        lazy.Step(0.01);
        float[] third = Fill(table, [4], random);
        lazy.Step(0.01);

        float[] expected = only.data<float>().ToArray();
        for (int i = 0; i < Width; i++)
        {
            double m = 0.1 * first[i];
            double v = 0.001 * first[i] * first[i];
            double value = expected[i] - (0.01 * (m / 0.1) / (Math.Sqrt(v / 0.001) + 1e-8));
            m = (0.9 * m) + (0.1 * third[i]);
            v = (0.999 * v) + (0.001 * third[i] * third[i]);
            value -= 0.01 * (m / (1 - Math.Pow(0.9, 3))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, 3))) + 1e-8);
            Assert.Equal(value, Row(table.Weight, 4)[i], 1e-6);
        }

        Assert.Equal(untouched, Row(table.Weight, 9));
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    public void Saved_state_resumes_exactly(int maxExactRows)
    {
        using IDisposable scope = NewDisposeScope();
        using EmbeddingTable straight = Table();
        using EmbeddingTable paused = Table();
        using FusedAdam optimizer = new([straight.Weight], [straight], 0, decoupled: false, lazy: false, maxExactRows);
        void Run(EmbeddingTable table, FusedAdam adam, int from, int to)
        {
            for (int step = from; step < to; step++)
            {
                DeterministicRandom random = new(14, step);
                Fill(table, [.. Enumerable.Range(0, RowCount).Where(_ => random.NextDouble() < 0.1)], random);
                adam.Step(0.01);
            }
        }

        Run(straight, optimizer, 0, 40);
        Dictionary<string, TensorData> state;
        using (FusedAdam before = new([paused.Weight], [paused], 0, decoupled: false, lazy: false, maxExactRows))
        {
            Run(paused, before, 0, 17);
            state = OptimizerTests.Copy(before.Save());
        }

        using FusedAdam after = new([paused.Weight], [paused], 0, decoupled: false, lazy: false, maxExactRows);
        after.Load(state);
        Run(paused, after, 17, 40);

        straight.ApplyPending();
        paused.ApplyPending();
        OptimizerTests.AssertSame(optimizer.Save(), after.Save());
        Assert.Equal(straight.Weight.data<float>().ToArray(), paused.Weight.data<float>().ToArray());
    }

    [Fact]
    public void Lazy_updates_by_tensors_equal_those_of_the_fused_pass()
    {
        using IDisposable scope = NewDisposeScope();
        using EmbeddingTable table = Table();
        using EmbeddingTable reference = Table();
        using TensorOptimizer tensors = new(OptimizerKind.LazyAdam, OptimizerTests.Phase(table.Weight) with { Tables = [table] }, weightDecay: 0.01);
        using FusedAdam fused = new([reference.Weight], [reference], weightDecay: 0.01, decoupled: false, lazy: true);
        DeterministicRandom random = new(16);
        foreach (int[] rows in new int[][] { [3, 5], [5], [], [7], [3, 7, 200] })
        {
            float[] values = Fill(reference, rows, random);
            table.Weight.grad = Dense(rows, values);
            tensors.Step(0.01);
            fused.Step(0.01);
        }

        Assert.All(
            reference.Weight.data<float>().ToArray().Zip(table.Weight.data<float>().ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, 2e-6f));
    }

    [Theory]
    [InlineData(OptimizerKind.Adagrad)]
    [InlineData(OptimizerKind.RmsProp)]
    public void Optimizers_without_support_for_rows_get_dense_gradients(OptimizerKind kind)
    {
        using IDisposable scope = NewDisposeScope();
        using EmbeddingTable table = Table();
        using Parameter dense = new(table.Weight.detach().clone());
        TrainingPhase phase = OptimizerTests.Phase(table.Weight) with { Tables = [table] };
        using TensorOptimizer byRows = new(kind, phase, 0.01);
        using TensorOptimizer whole = new(kind, OptimizerTests.Phase(dense), 0.01);
        DeterministicRandom random = new(15);
        for (int step = 0; step < 5; step++)
        {
            dense.grad = Dense([2, 3 + step], Fill(table, [2, 3 + step], random));
            byRows.Step(0.01);
            whole.Step(0.01);
        }

        Assert.Equal(dense.data<float>().ToArray(), table.Weight.data<float>().ToArray());
    }

    private static EmbeddingTable Table()
    {
        EmbeddingTable table = new(RowCount, Width);
        using IDisposable noGradient = no_grad();
        table.Weight.copy_(DeterministicWeights.Create(0, RowCount, Width));
        return table;
    }

    private static float[] Fill(EmbeddingTable table, int[] rows, DeterministicRandom random, double scale = 1)
    {
        table.Gradient.Clear();
        float[] values = [.. Enumerable.Range(0, rows.Length * Width).Select(_ => (float)(scale * random.NextNormal()))];
        SparseGradients.Add(table.Gradient, rows, values);
        return values;
    }

    private static Tensor Dense(int[] rows, float[] values)
    {
        Tensor dense = zeros(RowCount, Width);
        return rows.Length == 0 ? dense : dense.index_copy_(0, tensor(rows, dtype: ScalarType.Int64), tensor(values, rows.Length, Width));
    }

    private static float[] Row(Tensor matrix, int row) => matrix.detach().narrow(0, row, 1).data<float>().ToArray();
}
