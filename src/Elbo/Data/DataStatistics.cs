using System.Numerics.Tensors;

namespace Elbo.Data;

/// <summary>The size of a data set, and how its interactions are distributed over users, items and time.</summary>
internal sealed record DataStatistics
{
    /// <summary>Number of users.</summary>
    public required int Users { get; init; }

    /// <summary>Number of items.</summary>
    public required int Items { get; init; }

    /// <summary>Number of interactions.</summary>
    public required int Interactions { get; init; }

    /// <summary>Fraction of the user-item cells that are filled, 0 to 1.</summary>
    public required double Density { get; init; }

    /// <summary>Interactions per user.</summary>
    public required SummaryStatistics HistoryLengths { get; init; }

    /// <summary>Users by history length in ranges 1, 2-3, 4-7, 8-15 and so on, up to the longest.</summary>
    public required IReadOnlyList<HistogramBucket> HistoryLengthHistogram { get; init; }

    /// <summary>Interactions per item.</summary>
    public required SummaryStatistics ItemFrequencies { get; init; }

    /// <summary>Share of the interactions with the most frequent 1 % of the items (rounded up), 0 to 1.</summary>
    public required double TopOnePercentShare { get; init; }

    /// <summary>Share of the interactions with the most frequent 10 % of the items (rounded up), 0 to 1.</summary>
    public required double TopTenPercentShare { get; init; }

    /// <summary>Gini coefficient of the items' frequencies: 0 if all are equal, near 1 if one item has all.</summary>
    public required double ItemGini { get; init; }

    /// <summary>Fraction of the interactions with the same time as a neighboring one in the same history; null without times.</summary>
    public required double? TiedTimeFraction { get; init; }

    /// <summary>Earliest time in the data's own unit; null without times.</summary>
    public required long? FirstTime { get; init; }

    /// <summary>Latest time in the data's own unit; null without times.</summary>
    public required long? LastTime { get; init; }

    /// <summary>Computes the statistics of a data set.</summary>
    public static DataStatistics Compute(InteractionDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        InteractionMatrix matrix = data.Interactions;
        int[] lengths = [.. Enumerable.Range(0, matrix.RowCount).Select(matrix.RowLength).Order()];
        int[] frequencies = [.. matrix.ItemFrequencies().Order()];
        bool hasTimes = matrix is { HasTimes: true, Count: > 0 };
        return new DataStatistics
        {
            Users = matrix.RowCount,
            Items = matrix.ItemCount,
            Interactions = matrix.Count,
            Density = matrix.Density,
            HistoryLengths = SummaryStatistics.Compute(lengths),
            HistoryLengthHistogram = BuildHistogram(lengths),
            ItemFrequencies = SummaryStatistics.Compute(frequencies),
            TopOnePercentShare = TopShare(frequencies, 100, matrix.Count),
            TopTenPercentShare = TopShare(frequencies, 10, matrix.Count),
            ItemGini = Gini(frequencies),
            TiedTimeFraction = hasTimes ? CountTiedTimes(matrix) / (double)matrix.Count : null,
            FirstTime = hasTimes ? TensorPrimitives.Min(matrix.Times) : null,
            LastTime = hasTimes ? TensorPrimitives.Max(matrix.Times) : null,
        };
    }

    private static List<HistogramBucket> BuildHistogram(int[] lengths)
    {
        List<HistogramBucket> buckets = [];
        for (long from = 1; lengths.Length > 0 && from <= lengths[^1]; from *= 2)
        {
            int to = (int)Math.Min((from * 2) - 1, int.MaxValue);
            buckets.Add(new HistogramBucket((int)from, to, lengths.Count(length => length >= from && length <= to)));
        }

        return buckets;
    }

    private static double TopShare(int[] ascending, int divisor, int total)
    {
        int count = (ascending.Length + divisor - 1) / divisor;
        return total == 0 ? 0 : ascending[^count..].Sum(frequency => (long)frequency) / (double)total;
    }

    /// <summary>G = sum over i of (2i - n - 1) x_i / (n sum x), for x in ascending order and i from 1.</summary>
    private static double Gini(int[] ascending)
    {
        double weighted = 0;
        double sum = 0;
        for (int i = 0; i < ascending.Length; i++)
        {
            weighted += ((2.0 * (i + 1)) - ascending.Length - 1) * ascending[i];
            sum += ascending[i];
        }

        return sum == 0 ? 0 : weighted / (ascending.Length * sum);
    }

    private static int CountTiedTimes(InteractionMatrix matrix)
    {
        ReadOnlySpan<long> times = matrix.Times;
        int tied = 0;
        for (int row = 0; row < matrix.RowCount; row++)
        {
            int start = matrix.Offsets[row];
            int end = matrix.Offsets[row + 1];
            for (int i = start; i < end; i++)
            {
                bool withEarlier = i > start && times[i - 1] == times[i];
                bool withLater = i + 1 < end && times[i + 1] == times[i];
                tied += withEarlier || withLater ? 1 : 0;
            }
        }

        return tied;
    }
}

/// <summary>How many values are in a range.</summary>
/// <param name="From">Smallest value of the range.</param>
/// <param name="To">Largest value of the range, included.</param>
/// <param name="Count">Number of values in it.</param>
internal sealed record HistogramBucket(int From, int To, int Count);
