using Elbo.Inference;
using Elbo.Onnx;
using Elbo.Ranking;
using Elbo.Tests.Models;

namespace Elbo.Tests.Inference;

/// <summary>Times of histories, from the request to the graph of a model that uses them.</summary>
public sealed class HistoryTimesTests : IDisposable
{
    private static readonly ItemCatalog Catalog = new(BundleBuilder.Items);
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_history_with_times_is_sorted_by_time_and_an_item_counts_at_its_first_event()
    {
        RecommendationRequest request = new() { History = ["a", "b", "c", "a", "unknown"], Times = [30, 10, 10, 5, 1] };

        ResolvedRequest resolved = ResolvedRequest.Resolve(request, Catalog, maxHistory: 2);

        Assert.Equal([0, 1, 2], resolved.History.Items.ToArray());
        Assert.Equal([5L, 10L, 10L], resolved.History.Times.ToArray());
        Assert.Equal([1, 2], resolved.ModelInput.Items.ToArray());
        Assert.Equal([10L, 10L], resolved.ModelInput.Times.ToArray());
        Assert.Equal([5L, 10L], resolved.History.Without(1).Times.ToArray());
    }

    [Fact]
    public void A_model_that_uses_times_gets_them_and_zero_where_they_are_unknown()
    {
        using Recommender recommender = Recommender.Load(WriteBundle(usesTimes: true, graphTakesTimes: true));

        Assert.Equal([9f, 6f, 3f], Scores(recommender, [3]));
        Assert.Equal([-2f, -4f, -6f], Scores(recommender, [-2]));
        Assert.Equal([0f, 0f, 0f], Scores(recommender, null));
    }

    [Fact]
    public void A_batch_pads_times_like_items()
    {
        using Recommender recommender = Recommender.Load(WriteBundle(usesTimes: true, graphTakesTimes: true));

        IReadOnlyList<RecommendationResult> results = recommender.Recommend(
        [
            new RecommendationRequest { History = ["a"], Times = [1] },
            new RecommendationRequest { History = ["a", "b"], Times = [2, 3] },
        ]);

        Assert.Equal([3f, 2f, 1f], results[0].Items.Select(item => item.Score));
        Assert.Equal([10f, 5f], results[1].Items.Select(item => item.Score));
    }

    [Fact]
    public void Manifest_and_graph_must_agree_on_times()
    {
        Assert.Contains("has the inputs", Assert.Throws<ElboException>(() => Recommender.Load(WriteBundle(usesTimes: true, graphTakesTimes: false))).Message, StringComparison.Ordinal);
        Assert.Contains("has the inputs", Assert.Throws<ElboException>(() => Recommender.Load(WriteBundle(usesTimes: false, graphTakesTimes: true))).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<float> Scores(Recommender recommender, long[]? times) =>
        recommender.Recommend(new RecommendationRequest { History = ["a"], Times = times }).Items.Select(item => item.Score);

    /// <summary>A bundle whose scores are the sum of the history's times, times 4, 3, 2 and 1 for the four items.</summary>
    private string WriteBundle(bool usesTimes, bool graphTakesTimes)
    {
        byte[] graph = RankingGraph.Build(
            BundleBuilder.Items.Length,
            WeightPrecision.Float32,
            (builder, histories) =>
            {
                OnnxValue sums = builder.Sum(builder.Cast(histories.Times ?? histories.Items, OnnxType.Float), 1);
                return builder.Multiply(builder.Unsqueeze(sums, 1), builder.FloatConstant([4, 3, 2, 1], 1, 4));
            },
            graphTakesTimes).ToBytes();
        string path = folder.GetPath("times.elbo");
        BundleBuilder.Write(path, BundleBuilder.Manifest with { UsesTimes = usesTimes }, graph);
        return path;
    }
}
