namespace Elbo;

/// <summary>
/// Random numbers that are the same on every machine and every version of .NET: xoshiro256** (Blackman and
/// Vigna, 2018), its state filled by SplitMix64. <see cref="Random"/> does not guarantee that.
/// </summary>
/// <remarks>Not thread-safe. Not for cryptography.</remarks>
public sealed class DeterministicRandom
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    /// <summary>Creates an independent generator for each pair of seed and stream.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="stream">Separates the random streams of one run, for example the shuffles of each epoch; default 0.</param>
    public DeterministicRandom(long seed, long stream = 0)
    {
        // The stream is mixed before it is combined with the seed, so that (1, 2) and (2, 1) differ.
        ulong mixed = unchecked((ulong)stream);
        ulong state = unchecked((ulong)seed) ^ SplitMix(ref mixed);
        s0 = SplitMix(ref state);
        s1 = SplitMix(ref state);
        s2 = SplitMix(ref state);
        s3 = SplitMix(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        unchecked
        {
            ulong result = ulong.RotateLeft(s1 * 5, 7) * 9;
            ulong shifted = s1 << 17;
            s2 ^= s0;
            s3 ^= s1;
            s1 ^= s2;
            s0 ^= s3;
            s2 ^= shifted;
            s3 = ulong.RotateLeft(s3, 45);
            return result;
        }
    }

    /// <summary>A multiple of 2^-53 in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>A whole number in [0, <paramref name="bound"/>), each equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);

        // Lemire (2019): the high half of a product; the low half identifies the few draws that would be biased.
        uint range = (uint)bound;
        ulong product = (NextUInt64() >> 32) * range;
        uint biased = unchecked(0u - range) % range;
        while ((uint)product < biased)
        {
            product = (NextUInt64() >> 32) * range;
        }

        return (int)(product >> 32);
    }

    /// <summary>A draw from the standard normal distribution (Box and Muller 1958).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Shuffles the values; every order is equally likely (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (int last = values.Length - 1; last > 0; last--)
        {
            int chosen = NextInt(last + 1);
            (values[chosen], values[last]) = (values[last], values[chosen]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            ulong z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
