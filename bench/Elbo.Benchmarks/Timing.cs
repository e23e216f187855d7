using System.Diagnostics;

namespace Elbo.Benchmarks;

/// <summary>Measures durations.</summary>
internal static class Timing
{
    /// <summary>Runs an action for warm-up and then measures it; milliseconds of each measurement.</summary>
    public static IReadOnlyList<double> Measure(int warmUps, int repeats, Action action)
    {
        List<double> times = [];
        for (int i = 0; i < warmUps + repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            if (i >= warmUps)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return times;
    }
}

/// <summary>The median; of an even number of values the mean of the two in the middle.</summary>
internal static class Median
{
    public static double Compute(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
