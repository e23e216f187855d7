using Elbo.Data;

namespace Elbo.Tests.Data;

/// <summary>Golden numbers of NumPy 1.24.2.</summary>
public class NumPyRandomTests
{
    // for s in (0, 1, 42, 98765, 4294967295): print(np.random.RandomState(s).randint(0, 2**32, 5, dtype=np.uint32))
    [Theory]
    [InlineData(0u, new uint[] { 2357136044, 2546248239, 3071714933, 3626093760, 2588848963 })]
    [InlineData(1u, new uint[] { 1791095845, 4282876139, 3093770124, 4005303368, 491263 })]
    [InlineData(42u, new uint[] { 1608637542, 3421126067, 4083286876, 787846414, 3143890026 })]
    [InlineData(98765u, new uint[] { 381816597, 462228979, 4069238124, 3270897581, 3428218845 })]
    [InlineData(4294967295u, new uint[] { 419326371, 479346978, 3918654476, 2416749639, 3388880820 })]
    public void Bits_are_those_of_NumPy(uint seed, uint[] expected)
    {
        NumPyRandom random = new(seed);

        Assert.Equal(expected, Enumerable.Range(0, 5).Select(_ => random.NextUInt32()));
    }

    // print(np.random.RandomState(seed).permutation(n))
    [Theory]
    [InlineData(0u, new int[] { })]
    [InlineData(0u, new[] { 0 })]
    [InlineData(0u, new[] { 1, 0 })]
    [InlineData(1u, new[] { 2, 9, 6, 4, 0, 3, 1, 7, 8, 5 })]
    [InlineData(98765u, new[] { 14, 1, 15, 11, 7, 13, 10, 8, 2, 4, 9, 6, 0, 12, 3, 5 })]
    [InlineData(42u, new[] { 0, 1, 5, 15, 11, 14, 8, 13, 2, 9, 16, 4, 7, 10, 12, 3, 6 })]
    public void Permutation_is_that_of_NumPy(uint seed, int[] expected) =>
        Assert.Equal(expected, new NumPyRandom(seed).Permutation(expected.Length));

    // p = np.random.RandomState(98765).permutation(n)
    // print(p[:8], p[-5:], (p.astype(np.int64) * np.arange(n)).sum() % 1000000007)
    [Theory]
    [InlineData(136677, new[] { 104323, 11053, 111295, 50587, 126873, 109564, 129424, 1596 }, new[] { 2057, 37808, 126893, 69107, 134933 }, 961644100)]
    [InlineData(6034, new[] { 1866, 5656, 645, 3940, 1411, 5368, 4883, 1495 }, new[] { 5040, 4013, 1388, 3571, 3861 }, 877252207)]
    public void Permutation_of_a_published_data_set_is_that_of_NumPy(int count, int[] first, int[] last, long checksum)
    {
        int[] order = new NumPyRandom(98765).Permutation(count);

        Assert.Equal(first, order[..8]);
        Assert.Equal(last, order[^5..]);
        Assert.Equal(checksum, order.Select((value, i) => (long)value * i).Sum() % 1000000007);
    }

    // r = np.random.RandomState(98765)
    // print([list(r.choice(n, size=int(0.2 * n), replace=False)) for n in (5, 10, 23, 7)])
    [Fact]
    public void Choices_in_a_row_are_those_of_NumPy()
    {
        NumPyRandom random = new(98765);

        Assert.Equal([4], random.Choice(5, 1));
        Assert.Equal([5, 9], random.Choice(10, 2));
        Assert.Equal([4, 1, 19, 6], random.Choice(23, 4));
        Assert.Equal([1], random.Choice(7, 1));
    }

    [Fact]
    public void A_choice_of_more_than_the_count_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NumPyRandom(1).Choice(3, 4));
}
