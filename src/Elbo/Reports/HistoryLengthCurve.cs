using Elbo.Evaluation;

namespace Elbo.Reports;

/// <summary>A metric by history length, as in the figure of Sachdeva et al. 2019.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Bins">Bins from short to long histories with about equally many users.</param>
internal sealed record HistoryLengthCurve(string Metric, IReadOnlyList<HistoryLengthBin> Bins)
{
    /// <summary>Groups users into bins; users with equally long histories share a bin.</summary>
    /// <param name="metric">The metric's name.</param>
    /// <param name="lengths">The history length of each user.</param>
    /// <param name="values">The metric of each user, in the same order.</param>
    /// <param name="bins">Maximum number of bins.</param>
    public static HistoryLengthCurve Compute(string metric, IReadOnlyList<int> lengths, IReadOnlyList<double> values, int bins)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Count, lengths.Count);
        List<HistoryLengthBin> completed = [];
        List<(int Length, double Value)> current = [];
        int binned = 0;
        foreach (IGrouping<int, (int Length, double Value)> equal in lengths.Zip(values).OrderBy(user => user.First).GroupBy(user => user.First))
        {
            current.AddRange(equal);

            // An equal fraction of the remaining users, so that one very common length does not make later bins tiny.
            if (current.Count * (long)(bins - completed.Count) >= lengths.Count - binned)
            {
                binned += current.Count;
                completed.Add(CreateBin(metric, current));
                current.Clear();
            }
        }

        return new HistoryLengthCurve(metric, completed);
    }

    private static HistoryLengthBin CreateBin(string metric, List<(int Length, double Value)> users)
    {
        PerUserMetric values = new(metric, [.. users.Select(user => user.Value)]);
        return new HistoryLengthBin(
            users[0].Length,
            users[^1].Length,
            users.Average(user => user.Length),
            users.Count,
            values.Mean,
            users.Count > 1 ? values.StandardError : null);
    }
}

/// <summary>A metric over users with histories of similar length.</summary>
/// <param name="MinLength">The shortest history, in items.</param>
/// <param name="MaxLength">The longest history.</param>
/// <param name="MeanLength">The mean length.</param>
/// <param name="Users">Number of users.</param>
/// <param name="Mean">Mean of the metric.</param>
/// <param name="StandardError">Standard error of the mean; null for a single user.</param>
internal sealed record HistoryLengthBin(int MinLength, int MaxLength, double MeanLength, int Users, double Mean, double? StandardError);
