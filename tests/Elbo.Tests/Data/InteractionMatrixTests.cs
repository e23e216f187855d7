using Elbo.Data;
using Elbo.Data.Splits;

namespace Elbo.Tests.Data;

public class InteractionMatrixTests
{
    private static readonly InteractionMatrix Timed = InteractionMatrix.FromRows([[0, 1], [], [2, 0]], 3, [[5, 6], [], [7, 9]]);

    [Fact]
    public void Selected_rows_keep_their_times()
    {
        InteractionMatrix selected = Timed.SelectRows([2, 1, 0]).SelectRows([2, 0]);

        Assert.Equal([0, 1, 2, 0], selected.Items.ToArray());
        Assert.Equal([5, 6, 7, 9], selected.Times.ToArray());
        Assert.Equal([7, 9], selected.RowTimes(1).ToArray());
    }

    [Fact]
    public void A_matrix_without_times_has_none_in_any_row()
    {
        InteractionMatrix matrix = InteractionMatrix.FromRows([[0, 1]], 2);

        Assert.False(matrix.HasTimes);
        Assert.True(matrix.RowTimes(0).IsEmpty);
        Assert.False(matrix.SelectRows([0]).HasTimes);
    }

    [Fact]
    public void Times_are_not_computed_before_they_are_read()
    {
        int reads = 0;
        InteractionMatrix matrix = new([0, 2, 3], [0, 1, 0], 2, new Lazy<long[]>(() =>
        {
            reads++;
            return [1, 2, 3];
        }));
        InteractionMatrix selected = matrix.SelectRows([1, 0]);
        _ = selected.ItemFrequencies();
        Assert.Equal((true, 0), (selected.HasTimes, reads));

        Assert.Equal([3, 1, 2], selected.Times.ToArray());
        Assert.Equal([3, 1, 2], selected.Times.ToArray());
        Assert.Equal(1, reads);
    }

    [Fact]
    public void Splits_do_not_read_times_either()
    {
        InteractionMatrix matrix = new([0, 3], [0, 1, 2], 3, new Lazy<long[]>(() => throw new InvalidOperationException("read")));
        Split split = new LeaveLastOutSplitter().Split(new InteractionDataset("x", new Vocabulary(["u"]), new Vocabulary(["a", "b", "c"]), matrix));

        Assert.True(split.Train.HasTimes);
        Assert.Throws<InvalidOperationException>(() => split.Train.Times.Length);
    }

    [Fact]
    public void There_must_be_one_time_per_item() =>
        Assert.Throws<ArgumentException>(() => new InteractionMatrix([0, 2], [0, 1], 2, [5]));
}
