using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Losses;

namespace Elbo.Tests.Models.Layers;

public class StepTargetsTests
{
    // Histories a = 3 1 4 2 (three steps) and b = 0 5 (one step). Packed order: a1, b1, a2, a3.
    private static readonly InteractionMatrix Histories = InteractionMatrix.FromRows([[0, 5], [3, 1, 4, 2]], 6);

    [Fact]
    public void Steps_are_packed_time_after_time_longest_history_first()
    {
        PackedHistories packed = new(Histories, [0, 1], droppedAtEnd: 1);

        Assert.Equal([1, 0], packed.Rows);
        Assert.Equal(4, packed.PositionCount);
        Assert.Equal([(0, 0), (1, 0), (0, 1), (0, 2)], packed.Positions());
    }

    [Fact]
    public void Next_k_has_weights_of_one_kth_and_fewer_items_near_the_end() => AssertTargets(
        new() { Target = SvaeTarget.NextK, NextK = 2 },
        ([1, 4], [0.5f, 0.5f]), ([5], [0.5f]), ([4, 2], [0.5f, 0.5f]), ([2], [0.5f]));

    [Fact]
    public void Next_is_the_item_that_follows() => AssertTargets(
        new() { Target = SvaeTarget.Next }, ([1], [1]), ([5], [1]), ([4], [1]), ([2], [1]));

    [Fact]
    public void Same_is_the_item_just_read() => AssertTargets(
        new() { Target = SvaeTarget.Same }, ([3], [1]), ([0], [1]), ([1], [1]), ([4], [1]));

    [Fact]
    public void Prefix_is_all_that_was_read() => AssertTargets(
        new() { Target = SvaeTarget.Prefix },
        ([3], [1f / 3]), ([0], [1]), ([3, 1], [1f / 3, 1f / 3]), ([3, 1, 4], [1f / 3, 1f / 3, 1f / 3]));

    [Fact]
    public void Postfix_is_all_that_follows() => AssertTargets(
        new() { Target = SvaeTarget.Postfix },
        ([1, 4, 2], [1f / 3, 1f / 3, 1f / 3]), ([5], [1]), ([4, 2], [1f / 3, 1f / 3]), ([2], [1f / 3]));

    [Fact]
    public void Exponential_decay_weighs_near_items_most() => AssertTargets(
        // (1 - 0.5) * 0.5^(d - 1).
        new() { Target = SvaeTarget.ExponentialDecay, Decay = 0.5 },
        ([1, 4, 2], [0.5f, 0.25f, 0.125f]), ([5], [0.5f]), ([4, 2], [0.5f, 0.25f]), ([2], [0.5f]));

    [Fact]
    public void Exponential_decay_stops_where_weights_become_small() => AssertTargets(
        // 0.99, 0.0099, and 0.000099 is below 0.0001.
        new() { Target = SvaeTarget.ExponentialDecay, Decay = 0.01 },
        ([1, 4], [0.99f, 0.0099f]), ([5], [0.99f]), ([4, 2], [0.99f, 0.0099f]), ([2], [0.99f]));

    [Fact]
    public void Every_kind_of_target_is_tested_above() => Assert.Equal(6, Enum.GetValues<SvaeTarget>().Length);

    private static void AssertTargets(SvaeOptions options, params (int[] Items, float[] Weights)[] expected)
    {
        SparseTargets targets = StepTargets.Create(new PackedHistories(Histories, [0, 1], droppedAtEnd: 1), Histories, options);

        Assert.Equal(expected.Length, targets.RowCount);
        for (int row = 0; row < expected.Length; row++)
        {
            Range entries = targets.Offsets[row]..targets.Offsets[row + 1];
            Assert.Equal(expected[row].Items, targets.Items[entries]);
            Assert.Equal(expected[row].Weights, targets.Weights[entries], (x, y) => Math.Abs(x - y) < 1e-7);
        }
    }
}
