using Elbo.Inference;
using Elbo.Tests.Models;

namespace Elbo.Tests.Inference;

/// <summary>Cost of a request with many items; the graph gives every history the same scores.</summary>
public sealed class LargeCatalogTests : IDisposable
{
    private const int Items = 50_000;
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_request_allocates_little_whatever_the_number_of_items()
    {
        using Recommender recommender = Open();
        RecommendationRequest request = new() { History = [.. Enumerable.Range(0, 50).Select(item => $"i{item * 3}")], Exclude = ["i7"], Categories = ["even"], MaxPerCategory = 5, Diversity = 0.3, PopularityDiscount = 0.1 };
        IReadOnlyList<string> history = request.History!;
        for (int i = 0; i < 50; i++)
        {
            recommender.Recommend(request);
            recommender.Recommend(history, 10);
        }

        // An array of scores would take 200,000 bytes.
        Assert.InRange(AllocatedBytesPerCall(() => recommender.Recommend(history, 10)), 1, 6_000);
        Assert.InRange(AllocatedBytesPerCall(() => recommender.Recommend(request)), 1, 60_000);
        Assert.InRange(AllocatedBytesPerCall(() => recommender.Recommend(new RecommendationRequest { K = int.MaxValue, Candidates = ["i1", "i2"] })), 1, 6_000);
    }

    [Fact]
    public void Diversity_can_rank_the_whole_catalog()
    {
        using Recommender recommender = Open();

        IReadOnlyList<Recommendation> all = recommender.Recommend(new RecommendationRequest { History = ["i0"], K = int.MaxValue, Diversity = 0.5 }).Items;

        Assert.Equal(Items - 1, all.Count);
        Assert.Equal(Items - 1, all.Select(item => item.Item.Id).Distinct().Count());
    }

    private static double AllocatedBytesPerCall(Action request)
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
        string path = folder.GetPath("large.elbo");
        BundleBuilder.Write(
            path,
            BundleBuilder.Manifest with { ItemCount = Items },
            BundleBuilder.GraphWithScores([.. Enumerable.Range(0, Items).Select(item => 1f / (1 + item))]),
            BundleBuilder.ItemLines(Enumerable.Range(0, Items).Select(item => new Item($"i{item}", null, [item % 2 == 0 ? "even" : "odd"], 1 + (item % 100)))),
            BundleBuilder.SimilarItemBytes([.. Enumerable.Range(0, Items * 2).Select(n => (n + 3) % Items)], [.. Enumerable.Repeat(0.5f, Items * 2)]));
        return Recommender.Load(path);
    }
}
