namespace Elbo.Data;

/// <summary>
/// NumPy's legacy generator, <c>numpy.random.RandomState(seed)</c>, as far as published splits use it: the same
/// seed holds out the same users as in the papers.
/// </summary>
/// <remarks>
/// Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998) seeded with a single integer. NumPy has frozen this
/// stream (NEP 19), so it does not depend on NumPy's version. Not safe to share between threads.
/// </remarks>
internal sealed class NumPyRandom
{
    private const int StateLength = 624;
    private const int ShiftLength = 397;

    private readonly uint[] state = new uint[StateLength];
    private int position = StateLength;

    /// <summary>The generator that <c>RandomState(seed)</c> or <c>np.random.seed(seed)</c> gives.</summary>
    public NumPyRandom(uint seed)
    {
        // init_genrand of the reference code; NumPy takes it for a plain integer, and init_by_array for arrays.
        state[0] = seed;
        for (uint i = 1; i < StateLength; i++)
        {
            uint previous = state[i - 1];
            state[i] = (1812433253u * (previous ^ (previous >> 30))) + i;
        }
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (position == StateLength)
        {
            Renew();
        }

        uint bits = state[position++];
        bits ^= bits >> 11;
        bits ^= (bits << 7) & 0x9d2c5680u;
        bits ^= (bits << 15) & 0xefc60000u;
        return bits ^ (bits >> 18);
    }

    /// <summary>The numbers 0 .. <paramref name="count"/> - 1 in random order: <c>permutation(count)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        for (int i = count - 1; i > 0; i--)
        {
            int j = (int)UpTo((uint)i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    /// <summary>
    /// <paramref name="size"/> different numbers of 0 .. <paramref name="count"/> - 1:
    /// <c>choice(count, size, replace=False)</c>, which shuffles all of them and keeps the first.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative or above the count.</exception>
    public int[] Choice(int count, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, count);
        return Permutation(count)[..size];
    }

    /// <summary>A uniform integer in [0, max], max included: NumPy's random_interval, which masks and rejects.</summary>
    private uint UpTo(uint max)
    {
        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(max);
        uint value;
        do
        {
            value = NextUInt32() & mask;
        }
        while (value > max);

        return value;
    }

    private void Renew()
    {
        for (int i = 0; i < StateLength; i++)
        {
            uint bits = (state[i] & 0x80000000u) | (state[(i + 1) % StateLength] & 0x7fffffffu);
            uint twisted = (bits >> 1) ^ ((bits & 1) == 0 ? 0 : 0x9908b0dfu);
            state[i] = state[(i + ShiftLength) % StateLength] ^ twisted;
        }

        position = 0;
    }
}
