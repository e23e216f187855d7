using Elbo.Inference;
using Elbo.Tests.Models;

namespace Elbo.Tests.Inference;

/// <summary>What a request costs where there are many items: the graph gives everybody the same scores.</summary>
public sealed class LargeCatalogueTests : IDisposable
{
    private const int Items = 50_000;
    private readonly TemporaryPlace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void A_request_leaves_little_garbage_whatever_the_number_of_items()
    {
        using Recommender recommender = Open();
        RecommendOptions options = new() { Exclude = ["i7"], Categories = ["even"], MaxPerCategory = 5, Diversity = 0.3, PopularityDiscount = 0.1 };
        string[] history = [.. Enumerable.Range(0, 50).Select(item => $"i{item * 3}")];
        for (int i = 0; i < 50; i++)
        {
            recommender.Recommend(history, 10, options);
            recommender.Recommend(history, 10);
        }

        // A list of scores alone would be 200,000 bytes.
        Assert.InRange(BytesOf(() => recommender.Recommend(history, 10)), 1, 6_000);
        Assert.InRange(BytesOf(() => recommender.Recommend(history, 10, options)), 1, 60_000);
        Assert.InRange(BytesOf(() => recommender.Recommend([], int.MaxValue, new RecommendOptions { AllowOnly = ["i1", "i2"] })), 1, 6_000);
    }

    [Fact]
    public void Unlike_items_of_the_whole_catalogue_are_chosen_in_time()
    {
        using Recommender recommender = Open();

        IReadOnlyList<Recommendation> all = recommender.Recommend(["i0"], int.MaxValue, new RecommendOptions { Diversity = 0.5 }).Items;

        Assert.Equal(Items - 1, all.Count);
        Assert.Equal(Items - 1, all.Select(item => item.Item.Id).Distinct().Count());
    }

    private static double BytesOf(Action request)
    {
        const int times = 100;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < times; i++)
        {
            request();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)times;
    }

    private Recommender Open()
    {
        string path = place.File("large.elbo");
        HandMadeBundle.Write(
            path,
            HandMadeBundle.Manifest with { ItemCount = Items },
            HandMadeBundle.GraphOf([.. Enumerable.Range(0, Items).Select(item => 1f / (1 + item))]),
            HandMadeBundle.Lines(Enumerable.Range(0, Items).Select(item => new Item($"i{item}", null, [item % 2 == 0 ? "even" : "odd"], 1 + (item % 100)))),
            HandMadeBundle.Neighbours([.. Enumerable.Range(0, Items * 2).Select(n => (n + 3) % Items)], [.. Enumerable.Repeat(0.5f, Items * 2)]));
        return Recommender.Load(path);
    }
}
