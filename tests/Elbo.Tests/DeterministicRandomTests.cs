namespace Elbo.Tests;

public class DeterministicRandomTests
{
    // Golden numbers: the reference algorithms (prng.di.unimi.it) in Python,
    //   M = 2**64 - 1
    //   def mix(s): s = (s + 0x9E3779B97F4A7C15) & M; z = s; z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M; \
    //               z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M; return s, z ^ (z >> 31)
    //   x = seed ^ mix(stream)[1]; four times: x, z = mix(x); state.append(z); then xoshiro256**.
    [Theory]
    [InlineData(0, 2303456275738999573, 5438210688795116325, 10433286269970717030)]
    [InlineData(1, 6361458328680127711, 2631838692071214148, 13221152241774850206)]
    public void Draws_equal_the_reference_algorithm(long stream, ulong first, ulong second, ulong third)
    {
        DeterministicRandom random = new(seed: 42, stream);
        Assert.Equal([first, second, third], [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()]);
    }

    [Fact]
    public void Seed_and_stream_are_not_interchangeable() =>
        Assert.NotEqual(new DeterministicRandom(1, 2).NextUInt64(), new DeterministicRandom(2, 1).NextUInt64());

    [Fact]
    public void Whole_numbers_are_equally_likely()
    {
        DeterministicRandom random = new(7);
        int[] counts = new int[6];
        for (int i = 0; i < 60_000; i++)
        {
            counts[random.NextInt(6)]++;
        }

        // 10,000 expected each, standard deviation sqrt(60,000 * 1/6 * 5/6) = 91.
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void Doubles_fill_the_unit_interval_evenly()
    {
        DeterministicRandom random = new(7);
        double[] draws = [.. Enumerable.Range(0, 10_000).Select(_ => random.NextDouble())];
        Assert.All(draws, draw => Assert.InRange(draw, 0, 1 - Math.ScaleB(1, -53)));
        Assert.Equal(0.5, draws.Average(), 0.02);
    }

    [Fact]
    public void Normal_draws_have_mean_zero_and_variance_one()
    {
        DeterministicRandom random = new(7);
        double[] draws = [.. Enumerable.Range(0, 40_000).Select(_ => random.NextNormal())];

        // Standard errors: 1 / sqrt(40,000) = 0.005 of the mean, sqrt(2 / 40,000) = 0.007 of the variance.
        Assert.Equal(0, draws.Average(), 0.02);
        Assert.Equal(1, draws.Average(draw => draw * draw), 0.03);
        Assert.Equal(0.6827, draws.Count(draw => Math.Abs(draw) < 1) / 40_000.0, 0.01);
    }

    [Fact]
    public void Shuffling_keeps_every_value_and_reaches_every_order()
    {
        DeterministicRandom random = new(3);
        HashSet<string> orders = [];
        for (int i = 0; i < 200; i++)
        {
            char[] letters = ['a', 'b', 'c'];
            random.Shuffle(letters.AsSpan());
            orders.Add(new string(letters));
        }

        Assert.Equal(["abc", "acb", "bac", "bca", "cab", "cba"], orders.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_bound_of_zero_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeterministicRandom(1).NextInt(0));
}
