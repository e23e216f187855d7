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
        (scores, categories, alike, counts, history, options, k) => new RankingCase(scores, categories, alike, counts, history, options, k)));

    [Fact]
    public void A_ranking_equals_the_reference_ranking() => AnyCase.Sample(
        test =>
        {
            ItemCatalog items = new(test.Items);
            ResolvedRequest query = ResolvedRequest.Resolve([.. test.History.Select(Id)], test.K, test.Options, items, maxHistory: 2);

            RecommendationResult answer = new Ranker(items, test.SimilarItems, ScoreKind.Logits).RankByScores(query, [.. test.Scores]);

            Assert.Equal(test.RankByDefinition(items), answer.Items.Select(item => item.Item.Id));
        },
        iter: 20_000,
        threads: 1);

    [Fact]
    public void Diversity_moves_a_similar_item_down()
    {
        // Relevance 1, 0.9, 0.5, 0; similarity of a and b 0.8: 0.5 * 0.9 - 0.5 * 0.8 is below 0.5 * 0.5.
        ItemCatalog items = new([.. "abcd".Select(letter => new Item($"{letter}", null, [], 1))]);
        SimilarItemLookup similar = new((int[])[1, -1, -1, -1], (float[])[0.8f, 0, 0, 0], 1);
        RecommendOptions options = new() { Diversity = 0.5 };

        RecommendationResult answer = new Ranker(items, similar, ScoreKind.Logits).RankByScores(ResolvedRequest.Resolve([], 3, options, items, 10), [10f, 9f, 5f, 0f]);

        Assert.Equal(["a", "c", "b"], answer.Items.Select(item => item.Item.Id));
        Assert.Equal([10f, 5f, 9f], answer.Items.Select(item => item.Score));
    }

    [Fact]
    public void The_discount_divides_positive_additive_scores_and_multiplies_negative_ones()
    {
        // Smoothed popularity: 8/10 and 2/10. With discount 1: 4 / 0.8 = 5, 2 / 0.2 = 10.
        ItemCatalog items = new([new Item("popular", null, [], 7), new Item("rare", null, [], 1)]);
        Ranker ranker = new(items, new SimilarItemLookup(default, default, 0), ScoreKind.Additive);
        ResolvedRequest query = ResolvedRequest.Resolve([], 2, new RecommendOptions { PopularityDiscount = 1 }, items, 10);

        IReadOnlyList<Recommendation> above = ranker.RankByScores(query, [4f, 2f]).Items;
        IReadOnlyList<Recommendation> below = ranker.RankByScores(query, [-4f, -2f]).Items;

        Assert.Equal(["rare", "popular"], above.Select(item => item.Item.Id));
        Assert.Equal([10f, 5f], above.Select(item => item.Score), (one, other) => Math.Abs(one - other) < 1e-4);
        Assert.Equal([-0.4f, -3.2f], below.Select(item => item.Score), (one, other) => Math.Abs(one - other) < 1e-4);
    }

    [Fact]
    public void The_popularity_ranking_obeys_all_options_but_the_discount()
    {
        ItemCatalog items = new([new Item("a", null, ["x"], 1), new Item("b", null, ["x"], 6), new Item("c", null, ["y"], 3)]);
        Ranker ranker = new(items, new SimilarItemLookup(default, default, 0), ScoreKind.Logits);

        Assert.Equal(["b", "c", "a"], Ids(new RecommendOptions { PopularityDiscount = 1 }));
        Assert.Equal(["b", "c"], Ids(new RecommendOptions { MaxPerCategory = 1 }));
        Assert.Equal(["b", "a"], Ids(new RecommendOptions { Categories = ["X", "none"] }));
        Assert.Equal(["c"], Ids(new RecommendOptions { Candidates = ["c", "b", "none"], Exclude = ["b"] }));

        IEnumerable<string> Ids(RecommendOptions options) =>
            ranker.RankByPopularity(ResolvedRequest.Resolve([], 5, options, items, 10), new float[3]).Items.Select(item => item.Item.Id);
    }

    private static Gen<RecommendOptions> AnyOptions(int count)
    {
        Gen<string[]> ids = Gen.Int[0, count].Select(Id).Array[0, 8];
        return Gen.Select(
            ids,
            OrNull(ids),
            OrNull(Gen.Int[0, Names.Length - 1].Select(name => Names[name]).Array[0, 2]),
            Gen.OneOf(Gen.Const(0), Gen.Int[1, 3]),
            Gen.OneOf(Gen.Const(0.0), Gen.Const(0.25), Gen.Const(0.5), Gen.Const(1.0)),
            Gen.OneOf(Gen.Const(0.0), Gen.Const(0.5)),
            (exclude, allow, categories, most, diversity, discount) => new RecommendOptions
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

    private sealed record RankingCase(float[] Scores, int[][] Categories, int[] SimilarIndices, int[] Counts, int[] History, RecommendOptions Options, int K)
    {
        public Item[] Items => [.. Scores.Select((_, column) => new Item(Id(column), null, [.. Categories[column].Select(name => Names[name])], Counts[column]))];

        // Similarities differ by position, so that both directions matter.
        public SimilarItemLookup SimilarItems => new(
            (int[])[.. SimilarIndices.Chunk(Width).SelectMany((row, column) => Row(row, column))],
            (float[])[.. SimilarIndices.Select((_, place) => (place % 5) / 5f)],
            Width);

        public List<string> RankByDefinition(ItemCatalog items)
        {
            float discount = (float)Options.PopularityDiscount;
            Dictionary<int, float> open = [];
            for (int column = 0; column < Scores.Length; column++)
            {
                if (!History.Contains(column) && PassesFilters(items.Items[column]))
                {
                    // One rounding, as in the fast implementation.
                    open[column] = discount == 0 ? Scores[column] : MathF.FusedMultiplyAdd(items.LogPopularity[column], -discount, Scores[column]);
                }
            }

            return Choose(items, open);
        }

        private bool PassesFilters(Item item) =>
            !Options.Exclude.Contains(item.Id)
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
