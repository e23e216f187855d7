using Elbo.Data;
using Elbo.Data.Splits;

namespace Elbo.Tests.Data.Splits;

public class SplitterRegistryTests
{
    [Fact]
    public void Every_splitter_can_be_created_by_name_with_its_defaults()
    {
        InteractionDataset data = SplitTestData.FromItems([.. Enumerable.Range(0, 1501).Select(user => new[] { user % 5, 5, 6, 7, 8, 9, 10, 11, 12, 13 })]);

        foreach (SplitterDescriptor kind in SplitterRegistry.All)
        {
            ISplitter splitter = SplitterRegistry.Find(kind.Name).Create(Activator.CreateInstance(kind.OptionsType)!);

            SplitTestData.AssertValid(data, splitter.Split(data));
        }
    }

    [Fact]
    public void Every_splitter_class_is_registered()
    {
        IEnumerable<Type> splitters = typeof(ISplitter).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(ISplitter)));

        Assert.Equal(splitters.Count(), SplitterRegistry.All.Count);
    }

    [Fact]
    public void An_unknown_name_is_an_error_that_suggests_the_nearest()
    {
        ElboException error = Assert.Throws<ElboException>(() => SplitterRegistry.Find("leave-one-out"));

        Assert.Contains("did you mean 'leave-last-out'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_another_splitter_are_refused() =>
        Assert.Throws<ArgumentException>(() => SplitterRegistry.Find("ratio").Create(new GlobalTimeSplitterOptions()));
}
