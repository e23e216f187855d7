using CsCheck;
using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Models;

namespace Elbo.Tests.Evaluation;

public class EvaluatorTests
{
    private const double Tolerance = 1e-12;

    private static readonly EvaluationOptions AllMetrics = new()
    {
        Metrics = [.. MetricRegistry.Names.Select(name => $"{name}@3"), "ndcg@1", "recall@100"],
    };

    private const int Items = 12;

    private static readonly InteractionMatrix Train = InteractionMatrix.FromRows([[.. Enumerable.Range(0, Items)], [0, 1, 2], [2, 4]], Items);

    /// <summary>Users with disjoint fold-in and targets, some without targets.</summary>
    private static readonly Gen<HeldOutSet> AnySet =
        from rows in Gen.Select(Gen.Shuffle(Enumerable.Range(0, Items).ToArray()), Gen.Int[0, 5], Gen.Int[0, 7]).Array[0, 20]
        select SetOf(
            [
                ([0], [1]),
                .. rows.Select(row => (row.Item1[..row.Item2], row.Item1[row.Item2..(row.Item2 + row.Item3)])),
            ]);

    /// <summary>Scores with ties that depend only on the history.</summary>
    private static FakeModel Hashing => new(
        Items, (_, history) => [.. Enumerable.Range(0, Items).Select(item => (float)((history.Sum() + 3) * (item + 5) % 7))]);

    [Fact]
    public void Metrics_equal_those_of_a_full_sort() => AnySet.Sample(set =>
    {
        EvaluationResult result = Evaluator.Evaluate(Hashing, set, AllMetrics, Train, TestContext.Current.CancellationToken);

        int[] rows = [.. Enumerable.Range(0, set.Users.Count).Where(row => set.Targets.RowLength(row) > 0)];
        Assert.Equal(rows.Select(row => set.Users[row]), result.Users);
        Assert.Equal(set.Users.Count - rows.Length, result.SkippedUsers);
        foreach (PerUserMetric values in result.UserMetrics)
        {
            IRankingMetric metric = (IRankingMetric)MetricRegistry.Parse(values.Name);
            double[] expected = [.. rows.Select(row => metric.Compute(PlainHits(set, row, metric.CutOff), set.Targets.RowLength(row)))];
            Assert.Equal(expected, values.Values);
        }
    });

    [Fact]
    public void Seen_items_are_never_recommended() => AnySet.Sample(set =>
    {
        // The model scores seen items highest. With every item either seen or a target, every rank is a hit.
        FakeModel likesTheSeen = new(
            Items, (_, history) => [.. Enumerable.Range(0, Items).Select(item => history.Contains(item) ? 9f : 1f)]);
        InteractionMatrix unseen = InteractionMatrix.FromRows(
            Enumerable.Range(0, set.Users.Count).Select(row => Enumerable.Range(0, Items).Except(set.FoldIn.Row(row).ToArray()).ToArray()), Items);

        EvaluationResult result = Evaluator.Evaluate(
            likesTheSeen, set with { Targets = unseen }, new() { Metrics = ["precision@5", "recall@100"] }, Train, TestContext.Current.CancellationToken);

        Assert.All(result.GetUserMetric("precision@5").Values, value => Assert.Equal(1, value));
        Assert.All(result.GetUserMetric("recall@100").Values, value => Assert.Equal(1, value));
    });

    [Fact]
    public void A_block_of_one_equals_a_block_of_many() => Gen.Select(AnySet, Gen.Int[1, 5]).Sample((set, blockSize) =>
    {
        EvaluationResult many = Evaluator.Evaluate(Hashing, set, AllMetrics, Train, TestContext.Current.CancellationToken);
        EvaluationResult few = Evaluator.Evaluate(
            Hashing, set, AllMetrics with { BlockSize = blockSize }, Train, TestContext.Current.CancellationToken);

        Assert.Equal(many.UserMetrics.Select(values => values.Values), few.UserMetrics.Select(values => values.Values));
        Assert.Equal(many.CatalogMetrics, few.CatalogMetrics);
    });

    /* Liang's NDCG_binary_at_k_batch and Recall_at_k_batch, and recall over all targets:

       users, items, k = 6, 40, 10
       scores = np.random.RandomState(7).permutation(users * items).reshape(users, items).astype(float)
       r = np.random.RandomState(8)
       fold_in, targets = np.zeros((users, items), bool), np.zeros((users, items), bool)
       for u in range(users):
           p = r.permutation(items)
           fold_in[u, p[:5]] = True
           targets[u, p[5:8 + 3 * u]] = True
       scores[fold_in] = -np.inf
       rows = np.arange(users)[:, np.newaxis]
       part = np.argpartition(-scores, k, axis=1)
       top = part[rows, np.argsort(-scores[rows, part[:, :k]], axis=1)]
       tp = 1. / np.log2(np.arange(2, k + 2))
       dcg = (targets[rows, top] * tp).sum(axis=1)
       idcg = np.array([tp[:min(n, k)].sum() for n in targets.sum(axis=1)])
       print(list(dcg / idcg))
       hit = np.zeros_like(targets); hit[rows, part[:, :k]] = True
       found = np.logical_and(targets, hit).sum(axis=1)
       print(list(found / np.minimum(k, targets.sum(axis=1))), list(found / targets.sum(axis=1)))
    */
    [Fact]
    public void Metrics_match_the_published_code()
    {
        int[] scores = new NumPyRandom(7).Permutation(6 * 40);
        NumPyRandom random = new(8);
        int[][] orders = [.. Enumerable.Range(0, 6).Select(_ => random.Permutation(40))];
        HeldOutSet set = new(
            [.. Enumerable.Range(0, 6)],
            InteractionMatrix.FromRows(orders.Select(order => order[..5]), 40),
            InteractionMatrix.FromRows(orders.Select((order, user) => order[5..(8 + (3 * user))]), 40));
        FakeModel model = new(40, (row, _) => [.. scores[(40 * row)..(40 * (row + 1))].Select(score => (float)score)]);

        EvaluationResult result = Evaluator.Evaluate(
            model, set, new() { Metrics = ["ndcg@10", "capped-recall@10", "recall@10"] }, cancellationToken: TestContext.Current.CancellationToken);

        AssertClose([0.14126697285982898, 0.29178833734520576, 0.5758212165993783, 0.4977962688668736, 0.2200917662980802, 0.47338717040861206], result.GetUserMetric("ndcg@10"));
        AssertClose([0.3333333333333333, 0.3333333333333333, 0.5555555555555556, 0.5, 0.1, 0.4], result.GetUserMetric("capped-recall@10"));
        AssertClose([0.3333333333333333, 0.3333333333333333, 0.5555555555555556, 0.4166666666666667, 0.06666666666666667, 0.2222222222222222], result.GetUserMetric("recall@10"));
    }

    [Fact]
    public void Means_errors_and_catalog_metrics_match_hand_computed_values()
    {
        // Scores decrease with the item; the lists of two are (1, 2), (0, 1) and (0, 2). The last user has no targets.
        FakeModel model = new(4, (_, _) => [4, 3, 2, 1]);
        HeldOutSet set = SetOf([([0], [1, 2]), ([2], [0, 3]), ([1], [3]), ([], [])], 4);
        InteractionMatrix train = InteractionMatrix.FromRows([[0, 1, 2, 3], [0]], 4);

        EvaluationResult result = Evaluator.Evaluate(
            model, set, new() { Metrics = ["recall@2", "coverage@2", "novelty@2", "gini@2"] }, train, TestContext.Current.CancellationToken);

        Assert.Equal([1, 0.5, 0], result.GetUserMetric("recall@2").Values);
        Assert.Equal(0.5, result["recall@2"], Tolerance);
        // Sample variance ((0.5)^2 + 0 + (0.5)^2) / 2 = 0.25; sqrt(0.25 / 3).
        Assert.Equal(Math.Sqrt(0.25 / 3), result.GetUserMetric("recall@2").StandardError, Tolerance);
        Assert.Equal(1, result.SkippedUsers);
        Assert.Equal(3.0 / 4, result["coverage@2"], Tolerance);
        // Both users have item 0 (0 bits), one of two has items 1 and 2 (1 bit each); each is in two lists.
        Assert.Equal(4.0 / 6, result["novelty@2"], Tolerance);
        // Ascending 0, 2, 2, 2 with weights -3, -1, 1, 3: 6 / 6 / 3.
        Assert.Equal(1.0 / 3, result["gini@2"], Tolerance);
    }

    [Fact]
    public void A_NaN_score_is_reported_with_model_and_user()
    {
        FakeModel model = new(3, (_, history) => [1, history is [2] ? float.NaN : 0, 2]);
        HeldOutSet set = SetOf([([0], [1]), ([2], [1])], 3);

        ElboException error = Assert.Throws<ElboException>(() => Evaluate(model, set, "ndcg@2"));

        Assert.Contains("FakeModel", error.Message, StringComparison.Ordinal);
        Assert.Contains("held-out row 1 (user row 101 of the data)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_user_with_targets_is_an_error() =>
        Assert.Throws<ElboException>(() => Evaluate(Hashing, SetOf([([0], [])]), "ndcg@2"));

    [Fact]
    public void An_empty_fold_in_is_ranked_by_training_counts_whatever_the_model_scores()
    {
        FakeModel model = new(4, (_, _) => [4, 3, 2, 1]);
        InteractionMatrix train = InteractionMatrix.FromRows([[3, 2], [3, 2], [3]], 4);

        EvaluationResult result = Evaluator.Evaluate(
            model, SetOf([([], [3]), ([], [2]), ([3], [0])], 4), new() { Metrics = ["recall@1"] }, train, TestContext.Current.CancellationToken);

        Assert.Equal([1, 0, 1], result.GetUserMetric("recall@1").Values);
    }

    [Fact]
    public void An_empty_fold_in_without_training_histories_is_an_error() =>
        Assert.Contains("user row 100", Assert.Throws<ElboException>(() => Evaluate(Hashing, SetOf([([], [1])]), "ndcg@2")).Message, StringComparison.Ordinal);

    [Fact]
    public void Novelty_without_training_histories_is_an_error() =>
        Assert.Throws<ElboException>(() => Evaluate(Hashing, SetOf([([0], [1])]), "novelty@2"));

    [Fact]
    public void A_different_number_of_items_is_an_error() =>
        Assert.Throws<ArgumentException>(() => Evaluate(Hashing, SetOf([([0], [1])], Items + 1), "ndcg@2"));

    [Fact]
    public void It_can_be_cancelled() => Assert.Throws<OperationCanceledException>(
        () => Evaluator.Evaluate(Hashing, SetOf([([0], [1])]), new(), cancellationToken: new CancellationToken(canceled: true)));

    private static EvaluationResult Evaluate(Model model, HeldOutSet set, string metric) =>
        Evaluator.Evaluate(model, set, new() { Metrics = [metric] }, cancellationToken: TestContext.Current.CancellationToken);

    private static HeldOutSet SetOf((int[] FoldIn, int[] Targets)[] rows, int itemCount = Items) => new(
        [.. Enumerable.Range(100, rows.Length)],
        InteractionMatrix.FromRows(rows.Select(row => row.FoldIn), itemCount),
        InteractionMatrix.FromRows(rows.Select(row => row.Targets), itemCount));

    private static bool[] PlainHits(HeldOutSet set, int row, int cutOff)
    {
        int[] history = set.FoldIn.Row(row).ToArray();
        int[] targets = set.Targets.Row(row).ToArray();

        // An empty history is ranked by popularity.
        int[] frequencies = Train.ItemFrequencies();
        return [.. Enumerable.Range(0, Items)
            .Except(history)
            .OrderByDescending(item => history.Length == 0 ? frequencies[item] : (history.Sum() + 3) * (item + 5) % 7)
            .ThenBy(item => item)
            .Take(cutOff)
            .Select(targets.Contains)];
    }

    private static void AssertClose(double[] expected, PerUserMetric actual)
    {
        Assert.Equal(expected.Length, actual.Values.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual.Values[i], Tolerance);
        }
    }
}
