using System.Diagnostics;

namespace Elbo.Models.Kernels;

/// <summary>
/// A few threads that run the parts of one loop after another. A training step has dozens of loops, each of which takes less time than waking
/// a sleeping thread, so a thread of the team spins for a short time while it waits for its next loop, before it goes to sleep.
/// </summary>
internal static class ThreadTeam
{
    private static readonly TimeSpan AwakeTime = TimeSpan.FromMicroseconds(500);
    private static readonly List<Helper> Helpers = [];
    private static volatile Loop? current;
    private static int busy;

    /// <summary>Runs a body for each part in [0, parts), in any order, on the calling thread and others.</summary>
    /// <returns>False, and nothing was run, where the team works for another thread.</returns>
    public static bool TryRun(int threads, int parts, Action<int> body)
    {
        if (Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            return false;
        }

        try
        {
            while (Helpers.Count < threads - 1)
            {
                Helpers.Add(new Helper(Helpers.Count));
            }

            Loop loop = new(body, parts, helpers: threads - 1);
            current = loop;
            Interlocked.MemoryBarrier();
            for (int i = 0; i < threads - 1; i++)
            {
                Helpers[i].Wake();
            }

            loop.Work();
            loop.WaitForHelpers();
            return true;
        }
        finally
        {
            current = null;
            Volatile.Write(ref busy, 0);
        }
    }

    private sealed class Loop(Action<int> body, int parts, int helpers)
    {
        private int next = -1;
        private int completed;
        private Exception? error;

        public int Helpers => helpers;

        /// <summary>Takes parts until none is left.</summary>
        public void Work()
        {
            int part;
            while ((part = Interlocked.Increment(ref next)) < parts)
            {
                try
                {
                    body(part);
                }
                catch (Exception thrown)
                {
                    error = thrown;
                }
                finally
                {
                    Interlocked.Increment(ref completed);
                }
            }
        }

        /// <summary>Waits for the parts that other threads have taken.</summary>
        public void WaitForHelpers()
        {
            SpinWait wait = default;
            while (Volatile.Read(ref completed) < parts)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }

            if (error is not null)
            {
                throw new AggregateException(error);
            }
        }
    }

    private sealed class Helper
    {
        private readonly object gate = new();
        private readonly int index;
        private volatile bool asleep;

        public Helper(int index)
        {
            this.index = index;
            new Thread(Run) { IsBackground = true, Name = $"Elbo loops {index + 1}" }.Start();
        }

        public void Wake()
        {
            if (asleep)
            {
                lock (gate)
                {
                    Monitor.Pulse(gate);
                }
            }
        }

        private void Run()
        {
            Loop? done = null;
            while (true)
            {
                long start = Stopwatch.GetTimestamp();
                while (Next(done) is null && Stopwatch.GetElapsedTime(start) < AwakeTime)
                {
                    Thread.SpinWait(20);
                }

                if (Next(done) is { } loop)
                {
                    loop.Work();
                    done = loop;
                    continue;
                }

                // This thread is marked asleep before it checks for a loop a last time, and a loop is published before the caller checks for
                // sleeping threads: at least one of the two sees the other.
                lock (gate)
                {
                    asleep = true;
                    Interlocked.MemoryBarrier();
                    while (Next(done) is null)
                    {
                        Monitor.Wait(gate);
                    }

                    asleep = false;
                }
            }
        }

        private Loop? Next(Loop? done) => current is { } loop && loop != done && index < loop.Helpers ? loop : null;
    }
}
