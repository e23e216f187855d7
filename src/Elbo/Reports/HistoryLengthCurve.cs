using Elbo.Evaluation;

namespace Elbo.Reports;

/// <summary>How well people are served by the length of their history, the figure of Sachdeva et al. 2019.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Bins">People from short to long histories, about equally many in each bin.</param>
public sealed record HistoryLengthCurve(string Metric, IReadOnlyList<HistoryLengthBin> Bins)
{
    /// <summary>Puts people into bins; those with equally long histories share one.</summary>
    /// <param name="metric">The metric's name.</param>
    /// <param name="lengths">How many items the model was shown of each person.</param>
    /// <param name="values">The metric of each person, in the same order.</param>
    /// <param name="bins">At most how many bins.</param>
    public static HistoryLengthCurve Compute(string metric, IReadOnlyList<int> lengths, IReadOnlyList<double> values, int bins)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Count, lengths.Count);
        List<HistoryLengthBin> closed = [];
        List<(int Length, double Value)> open = [];
        int done = 0;
        foreach (IGrouping<int, (int Length, double Value)> equal in lengths.Zip(values).OrderBy(person => person.First).GroupBy(person => person.First))
        {
            open.AddRange(equal);

            // An equal part of those that are left, so that one very common length does not make the bins after it tiny.
            if (open.Count * (long)(bins - closed.Count) >= lengths.Count - done)
            {
                done += open.Count;
                closed.Add(CreateBin(metric, open));
                open.Clear();
            }
        }

        return new HistoryLengthCurve(metric, closed);
    }

    private static HistoryLengthBin CreateBin(string metric, List<(int Length, double Value)> people)
    {
        PerUserMetric values = new(metric, [.. people.Select(person => person.Value)]);
        return new HistoryLengthBin(
            people[0].Length,
            people[^1].Length,
            people.Average(person => person.Length),
            people.Count,
            values.Mean,
            people.Count > 1 ? values.StandardError : null);
    }
}
