using System.Collections.Concurrent;
using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Inference;
using Elbo.Models;
using Elbo.Onnx;
using Elbo.Runs;
using Elbo.Tests.Inference;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Models;

/// <summary>A model that uses times gets those of the data wherever it gets histories.</summary>
[Collection(SequentialTorchTests.Name)]
public class TimeAwareModelTests
{
    private const int Items = 12;

    // User u has 3 to 7 items; the time of an item is a function of both, so that a wrong pairing shows.
    private static readonly InteractionDataset Data = Create();

    [Theory]
    [InlineData("leave-last-out")]
    [InlineData("held-out-users")]
    [InlineData("ratio")]
    [InlineData("global-time")]
    public void Training_and_evaluation_get_the_times_of_the_data(string splitter)
    {
        Split split = CreateSplitter(splitter).Split(Data);
        using TimeAwareModel model = new(split.Items.Count);

        new Trainer(new TrainingOptions { Epochs = 1, BatchSize = 4 }, new RunContext()).Train(model, split.Train);
        AssertTimes(split, Enumerable.Range(0, split.Train.RowCount).Select(row => split.Train.Row(row).ToArray()), model.Trained);

        Evaluator.Evaluate(model, split.Test, new EvaluationOptions { Metrics = ["recall@3"], BlockSize = 3 }, cancellationToken: TestContext.Current.CancellationToken);
        AssertTimes(split, split.Test.RowsWithTargets().Select(row => split.Test.FoldIn.Row(row).ToArray()), model.Scored);
    }

    [Fact]
    public void Serving_gets_the_times_of_the_request()
    {
        using TimeAwareModel model = new(Items);
        Item[] items = [.. Enumerable.Range(0, Items).Select(item => new Item(Data.Items[item], null, [], 1))];
        using TempFolder folder = new();
        string path = folder.GetPath("timed.elbo");
        BundleBuilder.Write(
            path,
            BundleBuilder.Manifest with { ItemCount = Items, UsesTimes = true, SimilarItemsPerItem = 0 },
            RankingGraph.Build(Items, WeightPrecision.Float32, model.BuildScoringGraph, model.UsesTimes).ToBytes(),
            BundleBuilder.ItemLines(items),
            similarItems: []);
        using Recommender served = Recommender.Load(path);

        // The successors of items 0, 4 and 8 score 30, 10 and 20. Items 4 and 8 are given in the wrong order, and 0 twice: its first event counts.
        RecommendationRequest request = new() { History = ["i00", "i08", "i00", "i04"], Times = [30, 20, 40, 10], K = 3 };
        string[] expected = ["i01", "i09", "i05"];
        Assert.Equal(expected, served.Recommend(request).Items.Select(item => item.Item.Id));
        Assert.Equal(expected, new ModelRecommender(model, items).Recommend(request).Items.Select(item => item.Item.Id));

        // In a batch with a request without times.
        IReadOnlyList<RecommendationResult> batch = served.Recommend([new RecommendationRequest { History = ["i02"] }, request]);
        Assert.Equal(expected, batch[1].Items.Select(item => item.Item.Id));
    }

    private static ISplitter CreateSplitter(string name) => name switch
    {
        "leave-last-out" => new LeaveLastOutSplitter(),
        "held-out-users" => new HeldOutUsersSplitter(new() { ValidationUsers = 6, TestUsers = 6, TargetSelection = TargetSelection.Random }),
        "ratio" => new RatioSplitter(new() { TargetSelection = TargetSelection.Random }),
        _ => new GlobalTimeSplitter(new()),
    };

    private static InteractionDataset Create()
    {
        List<int[]> items = [];
        List<long[]> times = [];
        for (int user = 0; user < 40; user++)
        {
            int[] row = [.. Enumerable.Range(0, 3 + (user % 5)).Select(i => ((5 * user) + (7 * i)) % Items)];
            items.Add(row);
            times.Add([.. row.Select((_, i) => TimeOf(user, i))]);
        }

        return new InteractionDataset(
            "timed",
            new Vocabulary(Enumerable.Range(0, items.Count).Select(user => $"u{user:D2}")),
            new Vocabulary(Enumerable.Range(0, Items).Select(item => $"i{item:D2}")),
            InteractionMatrix.FromRows(items, Items, times));
    }

    private static long TimeOf(int user, int position) => (10 * position) + (user % 7);

    /// <summary>Each history that the model got is one of those expected, with the times that its user has for its items.</summary>
    private static void AssertTimes(Split split, IEnumerable<int[]> histories, IReadOnlyCollection<(int[] Items, long[] Times)> received)
    {
        Assert.Equal(
            histories.Select(row => string.Join(' ', row)).Order(StringComparer.Ordinal),
            received.Select(history => string.Join(' ', history.Items)).Order(StringComparer.Ordinal));
        HashSet<string> known = [.. Enumerable.Range(0, Data.Users.Count).SelectMany(user =>
            AllSubsets(split, user).Select(history => $"{string.Join(' ', history.Items)}: {string.Join(' ', history.Times)}"))];
        Assert.All(received, history => Assert.Contains($"{string.Join(' ', history.Items)}: {string.Join(' ', history.Times)}", known));
    }

    private static IEnumerable<(int[] Items, long[] Times)> AllSubsets(Split split, int user)
    {
        int[] items = [.. Data.Interactions.Row(user).ToArray().Select(item => split.Items.IndexOf(Data.Items[item]))];
        long[] times = Data.Interactions.RowTimes(user).ToArray();
        for (int mask = 1; mask < 1 << items.Length; mask++)
        {
            int[] positions = [.. Enumerable.Range(0, items.Length).Where(i => (mask & (1 << i)) != 0)];
            yield return ([.. positions.Select(i => items[i])], [.. positions.Select(i => times[i])]);
        }
    }

    /// <summary>Scores the successor of each history item by the item's time, and records what it gets.</summary>
    private sealed class TimeAwareModel(int itemCount) : GradientModel(new ModelContext(itemCount), nn.Linear(1, 1))
    {
        public ConcurrentBag<(int[] Items, long[] Times)> Trained { get; } = [];

        public ConcurrentBag<(int[] Items, long[] Times)> Scored { get; } = [];

        public override bool UsesTimes => true;

        public override Func<BatchLoss> PrepareBatch(InteractionMatrix train, int[] rows, StepContext step)
        {
            foreach (int row in rows)
            {
                Trained.Add((train.Row(row).ToArray(), train.RowTimes(row).ToArray()));
            }

            return () =>
            {
                Tensor loss = Phases[0].Parameters[0].Parameter.sum();
                return new BatchLoss(loss, 1, 0, 0);
            };
        }

        public override void Score(InteractionMatrix histories, int firstRow, int rowCount, Span<float> scores)
        {
            scores.Clear();
            for (int row = 0; row < rowCount; row++)
            {
                ReadOnlySpan<int> items = histories.Row(firstRow + row);
                ReadOnlySpan<long> times = histories.RowTimes(firstRow + row);
                Scored.Add((items.ToArray(), times.ToArray()));
                for (int i = 0; i < times.Length; i++)
                {
                    scores[(row * ItemCount) + ((items[i] + 1) % ItemCount)] = times[i];
                }
            }
        }

        public override OnnxValue BuildScoringGraph(OnnxGraphBuilder graph, OnnxHistoryInputs histories)
        {
            using IDisposable scope = NewDisposeScope();
            Tensor successors = eye(ItemCount).roll(1, 1);
            OnnxValue times = graph.Unsqueeze(graph.Cast(histories.Times!.Value, OnnxType.Float), 2);
            return graph.Sum(graph.Multiply(graph.EmbeddingLookup(successors, histories), times), 1);
        }
    }
}
