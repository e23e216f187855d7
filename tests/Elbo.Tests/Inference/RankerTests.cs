using CsCheck;
using Elbo.Ranking;

namespace Elbo.Tests.Inference;

/// <summary>Compares rankings with a slow reference that follows the definitions literally.</summary>
public class RankerTests
{
    private const int Width = 3;
    private static readonly string[] Names = ["a", "B", "b", "c"];

    private static readonly Gen<RankingCase> AnyCase = Gen.Int[1, 40].SelectMany(count => Gen.Select(
        Gen.Int[-4, 4].Select(score => score / 4f).Array[count],
        Gen.Int[0, Names.Length - 1].Array[0, 3].Array[count],
        Gen.Int[-1, count - 1].Array[count * Width],
        Gen.Int[0, 9].Array[count],
        Gen.Int[0, count - 1].Array[0, 5],
        AnyOptions(count),
        Gen.OneOf(Gen.Int[1, 6], Gen.Const(int.MaxValue)),
        (scores, categories, similarItems, counts, history, options, k) => new RankingCase(scores, categories, similarItems, counts, history, options, k)));

    [Fact]
    public void A_ranking_equals_the_reference_ranking() => AnyCase.Sample(
        test =>
        {
            ItemCatalog items = new(test.Items);
            RecommendationRequest request = test.Options with { History = [.. test.History.Select(Id)], K = test.K };

            RecommendationResult result = new Ranker(items, ScoreKind.Logits, test.SimilarItems).Rank(ResolvedRequest.Resolve(request, items, maxHistory: 2), [.. test.Scores]);

            Assert.Equal(test.RankByDefinition(items), result.Items.Select(item => item.Item.Id));
            Assert.Equal(test.History.Length == 0 ? RecommendationSource.Popularity : RecommendationSource.Model, result.Source);
        },
        iter: 20_000,
        threads: 1);

    [Fact]
    public void Diversity_moves_a_similar_item_down()
    {
        // Relevance 1, 0.9, 0.5, 0; similarity of a and b 0.8: 0.5 * 0.9 - 0.5 * 0.8 is below 0.5 * 0.5.
        ItemCatalog items = new([.. "abcds".Select(letter => new Item($"{letter}", null, [], 1))]);
        SimilarItemLookup similar = new((int[])[1, -1, -1, -1, -1], (float[])[0.8f, 0, 0, 0, 0], 1);
        ResolvedRequest request = ResolvedRequest.Resolve(new() { History = ["s"], K = 3, Diversity = 0.5 }, items, 10);

        RecommendationResult result = new Ranker(items, ScoreKind.Logits, similar).Rank(request, [10f, 9f, 5f, 0f, 7f]);

        Assert.Equal(["a", "c", "b"], result.Items.Select(item => item.Item.Id));
        Assert.Equal([10f, 5f, 9f], result.Items.Select(item => item.Score));
    }

    [Fact]
    public void The_discount_divides_positive_additive_scores_and_multiplies_negative_ones()
    {
        // Smoothed popularity of 7, 1 and 2 interactions: 8/13, 2/13 and 3/13. With discount 1: 4 / (8/13) = 6.5, 2 / (2/13) = 13.
        ItemCatalog items = new([new Item("popular", null, [], 7), new Item("rare", null, [], 1), new Item("seen", null, [], 2)]);
        Ranker ranker = new(items, ScoreKind.Additive);
        ResolvedRequest request = ResolvedRequest.Resolve(new() { History = ["seen"], K = 2, PopularityDiscount = 1 }, items, 10);

        IReadOnlyList<Recommendation> positive = ranker.Rank(request, [4f, 2f, 1f]).Items;
        IReadOnlyList<Recommendation> negative = ranker.Rank(request, [-4f, -2f, -1f]).Items;

        Assert.Equal(["rare", "popular"], positive.Select(item => item.Item.Id));
        Assert.Equal([13f, 6.5f], positive.Select(item => item.Score), (one, other) => Math.Abs(one - other) < 1e-4);
        Assert.Equal([-4f / 13, -32f / 13], negative.Select(item => item.Score), (one, other) => Math.Abs(one - other) < 1e-4);
    }

    [Fact]
    public void The_popularity_ranking_obeys_all_options_but_the_discount()
    {
        ItemCatalog items = new([new Item("a", null, ["x"], 1), new Item("b", null, ["x"], 6), new Item("c", null, ["y"], 3)]);
        Ranker ranker = new(items, ScoreKind.Logits);

        Assert.Equal(["b", "c", "a"], Ids(new() { PopularityDiscount = 1 }));
        Assert.Equal(["b", "c"], Ids(new() { MaxPerCategory = 1 }));
        Assert.Equal(["b", "a"], Ids(new() { Categories = ["X", "none"] }));
        Assert.Equal(["c"], Ids(new() { Candidates = ["c", "b", "none"], Exclude = ["b"] }));

        IEnumerable<string> Ids(RecommendationRequest request) =>
            ranker.Rank(ResolvedRequest.Resolve(request, items, 10), new float[3]).Items.Select(item => item.Item.Id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Ranking_unseen_items_equals_ranking_a_request(int historyLength)
    {
        ItemCatalog items = new([.. Enumerable.Range(0, 9).Select(item => new Item(Id(item), null, [], item % 4))]);
        float[] scores = [5, 1, 4, 4, 9, 2, 6, 5, 3];
        int[] history = [.. Enumerable.Range(4, historyLength)];
        int[] ranked = new int[5];

        int count = new Ranker(items.Popularity).RankUnseen(history, [.. scores], ranked);

        RecommendationRequest request = new() { History = [.. history.Select(Id)], K = 5 };
        Assert.Equal(
            new Ranker(items, ScoreKind.Logits).Rank(ResolvedRequest.Resolve(request, items, 10), [.. scores]).Items.Select(item => item.Item.Id),
            ranked[..count].Select(Id));
    }

    private static Gen<RecommendationRequest> AnyOptions(int count)
    {
        Gen<string[]> ids = Gen.Int[0, count].Select(Id).Array[0, 8];
        return Gen.Select(
            ids,
            OrNull(ids),
            OrNull(Gen.Int[0, Names.Length - 1].Select(name => Names[name]).Array[0, 2]),
            Gen.OneOf(Gen.Const(0), Gen.Int[1, 3]),
            Gen.OneOf(Gen.Const(0.0), Gen.Const(0.25), Gen.Const(0.5), Gen.Const(1.0)),
            Gen.OneOf(Gen.Const(0.0), Gen.Const(0.5)),
            (exclude, allow, categories, most, diversity, discount) => new RecommendationRequest
            {
                Exclude = exclude,
                Candidates = allow,
                Categories = categories,
                MaxPerCategory = most == 0 ? null : most,
                Diversity = diversity,
                PopularityDiscount = discount,
            });
    }

    private static Gen<string[]?> OrNull(Gen<string[]> names) => Gen.Select(Gen.Bool, names, (none, list) => none ? null : list);

    private static string Id(int column) => $"i{column}";

    private sealed record RankingCase(float[] Scores, int[][] Categories, int[] SimilarIndices, int[] Counts, int[] History, RecommendationRequest Options, int K)
    {
        public Item[] Items => [.. Scores.Select((_, column) => new Item(Id(column), null, [.. Categories[column].Select(name => Names[name])], Counts[column]))];

        // Similarities differ by position, so that both directions matter.
        public SimilarItemLookup SimilarItems => new(
            (int[])[.. SimilarIndices.Chunk(Width).SelectMany((row, column) => Row(row, column))],
            (float[])[.. SimilarIndices.Select((_, place) => (place % 5) / 5f)],
            Width);

        public List<string> RankByDefinition(ItemCatalog items)
        {
            bool isByPopularity = History.Length == 0;
            float discount = isByPopularity ? 0 : (float)Options.PopularityDiscount;
            float[] scores = isByPopularity ? items.Popularity.Shares : Scores;
            Dictionary<int, float> open = [];
            for (int column = 0; column < Scores.Length; column++)
            {
                if (!History.Contains(column) && PassesFilters(items.Items[column]))
                {
                    // One rounding, as in the fast implementation.
                    open[column] = discount == 0 ? scores[column] : MathF.FusedMultiplyAdd(items.Popularity.LogShares[column], -discount, scores[column]);
                }
            }

            return Choose(items, open);
        }

        private bool PassesFilters(Item item) =>
            !Options.Exclude!.Contains(item.Id)
            && Options.Candidates?.Contains(item.Id) != false
            && Options.Categories?.Intersect(item.Categories, StringComparer.OrdinalIgnoreCase).Any() != false;

        private List<string> Choose(ItemCatalog items, Dictionary<int, float> open)
        {
            float highest = open.Values.DefaultIfEmpty().Max();
            float lowest = open.Values.DefaultIfEmpty().Min();
            float diversity = (float)Options.Diversity;
            SimilarItemLookup similar = SimilarItems;
            List<int> chosen = [];
            while (chosen.Count < K)
            {
                int[] left = [.. open.Keys.Except(chosen).Where(column => FitsCategoryLimit(items, chosen, column))];
                if (left.Length == 0)
                {
                    break;
                }

                chosen.Add(left.OrderByDescending(Value).ThenByDescending(column => open[column]).ThenBy(column => column).First());
            }

            return [.. chosen.Select(Id)];

            float Value(int column)
            {
                float relevance = highest > lowest ? (open[column] - lowest) / (highest - lowest) : 1;
                return ((1 - diversity) * relevance) - (diversity * chosen.Select(other => similar.GetSimilarity(column, other)).DefaultIfEmpty().Max());
            }
        }

        private bool FitsCategoryLimit(ItemCatalog items, List<int> chosen, int column) => Options.MaxPerCategory is not { } most
            || items.Items[column].Categories.All(category =>
                chosen.Count(other => items.Items[other].Categories.Contains(category, StringComparer.OrdinalIgnoreCase)) < most);

        private static IEnumerable<int> Row(int[] row, int column)
        {
            int[] kept = [.. row.Where(other => other >= 0 && other != column).Distinct()];
            return kept.Concat(Enumerable.Repeat(-1, Width - kept.Length));
        }
    }
}
