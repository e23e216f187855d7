using System.Collections.Concurrent;
using Elbo.Models.Kernels;

namespace Elbo.Tests.Models.Kernels;

public class ThreadTeamTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 8)]
    [InlineData(4, 3)]
    [InlineData(3, 0)]
    public void Every_part_runs_exactly_once(int threads, int parts)
    {
        // Many repetitions, since race conditions show up rarely.
        for (int repeat = 0; repeat < 2_000; repeat++)
        {
            int[] runs = new int[parts];
            ParallelRows.Run(threads, parts, part => Interlocked.Increment(ref runs[part]));
            Assert.All(runs, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void A_loop_within_a_loop_and_loops_of_several_threads_are_complete()
    {
        ConcurrentBag<(int, int, int)> parts = [];
        Parallel.For(0, 3, outer => ParallelRows.Run(2, 4, middle => ParallelRows.Run(2, 5, inner => parts.Add((outer, middle, inner)))));

        Assert.Equal(3 * 4 * 5, parts.Distinct().Count());
        Assert.Equal(3 * 4 * 5, parts.Count);
    }

    [Fact]
    public void An_exception_reaches_the_caller_and_later_loops_run()
    {
        Assert.Throws<AggregateException>(() => ParallelRows.Run(2, 8, part =>
        {
            if (part == 5)
            {
                throw new InvalidOperationException("part 5");
            }
        }));

        int sum = 0;
        ParallelRows.Run(2, 8, part => Interlocked.Add(ref sum, part));
        Assert.Equal(28, sum);
    }
}
