using System.Diagnostics;

namespace Elbo.Benchmarks;

/// <summary>Times actions.</summary>
internal static class Timing
{
    /// <summary>Runs an action some times unmeasured and then measured; milliseconds of each measured time.</summary>
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
