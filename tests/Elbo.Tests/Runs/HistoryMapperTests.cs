using Elbo.Data;
using Elbo.Runs;

namespace Elbo.Tests.Runs;

public class HistoryMapperTests
{
    [Fact]
    public void Histories_keep_their_order_and_times_without_unknown_items()
    {
        InteractionMatrix interactions = InteractionMatrix.FromRows([[0, 1, 2], [1], [2, 0]], 3, [[5, 6, 7], [8], [1, 2]]);
        InteractionDataset data = new("small", new Vocabulary(["u", "v", "w"]), new Vocabulary(["a", "b", "c"]), interactions);
        HistoryMapper mapper = new(new Vocabulary(["c", "x", "a"]), data);

        InteractionMatrix mapped = mapper.MapRows(0, 3);

        Assert.Equal((1, 2), (mapper.UnknownItems, mapper.UnknownInteractions));
        Assert.Equal([0, 2, 2, 4], mapped.Offsets.ToArray());
        Assert.Equal([2, 0, 0, 2], mapped.Items.ToArray());
        Assert.Equal([5, 7, 1, 2], mapped.Times.ToArray());
    }

    [Fact]
    public void Histories_without_times_have_none_afterwards()
    {
        InteractionDataset data = new("small", new Vocabulary(["u"]), new Vocabulary(["a"]), InteractionMatrix.FromRows([[0]], 1));
        Assert.False(new HistoryMapper(new Vocabulary(["a"]), data).MapRows(0, 1).HasTimes);
    }
}
