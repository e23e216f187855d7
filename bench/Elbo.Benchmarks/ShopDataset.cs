using System.Globalization;
using Elbo.Data;
using Elbo.Data.Splits;

namespace Elbo.Benchmarks;

/// <summary>
/// Synthetic data in the shape of most shops: 40,000 users with 9 items each on average, 54,000 items. It has structure to learn: items belong
/// to topics of different popularity, a user buys mostly from two of them, and some purchases follow from the previous one.
/// </summary>
internal static class ShopDataset
{
    /// <summary>Its name for --data.</summary>
    public const string Name = "shop";

    private const int Users = 40_000;
    private const int Topics = 630;
    private const int TopicItems = 100;
    private const int MinHistoryLength = 5;
    private const double MeanHistoryLength = 9;

    // Popularity of a topic or an item falls as 1 / (rank + offset).
    private const int TopicRankOffset = 40;
    private const int ItemRankOffset = 8;

    /// <summary>The dataset without the items that no user has.</summary>
    public static InteractionDataset Create(long seed)
    {
        int[][] histories = [.. Enumerable.Range(0, Users).Select(user => CreateHistory(new DeterministicRandom(seed, user + 1)))];
        int[] items = [.. histories.SelectMany(history => history).Distinct()];

        // Shuffled, so that neighboring items in memory have nothing in common.
        new DeterministicRandom(seed).Shuffle<int>(items);
        Dictionary<int, int> columns = items.Select((item, column) => (item, column)).ToDictionary(pair => pair.item, pair => pair.column);
        return new InteractionDataset(
            Name,
            new Vocabulary(Ids(Users)),
            new Vocabulary(Ids(items.Length)),
            InteractionMatrix.FromRows(histories.Select(history => Array.ConvertAll(history, item => columns[item])), items.Length),
            isSynthetic: true);
    }

    /// <summary>The dataset with each user's last item for testing and the item before it for validation.</summary>
    public static Split CreateSplit(long seed) => new LeaveLastOutSplitter().Split(Create(seed));

    private static int[] CreateHistory(DeterministicRandom random)
    {
        int length = MinHistoryLength + (int)(-Math.Log(1 - random.NextDouble()) * (MeanHistoryLength - MinHistoryLength + 0.5));
        int[] ownTopics = [DrawRank(Topics, TopicRankOffset, random), DrawRank(Topics, TopicRankOffset, random)];
        List<int> history = [];
        while (history.Count < length)
        {
            int topic = random.NextInt(10) < 9 ? ownTopics[random.NextInt(2)] : DrawRank(Topics, TopicRankOffset, random);
            int item = history.Count > 0 && random.NextInt(10) < 3
                ? Math.Min(history[^1] + 1, (Topics * TopicItems) - 1)
                : (topic * TopicItems) + DrawRank(TopicItems, ItemRankOffset, random);
            if (!history.Contains(item))
            {
                history.Add(item);
            }
        }

        return [.. history];
    }

    private static int DrawRank(int count, int offset, DeterministicRandom random) =>
        (int)(offset * (Math.Exp(random.NextDouble() * Math.Log((double)(count + offset) / offset)) - 1));

    private static IEnumerable<string> Ids(int count) => Enumerable.Range(1, count).Select(id => id.ToString(CultureInfo.InvariantCulture));
}
