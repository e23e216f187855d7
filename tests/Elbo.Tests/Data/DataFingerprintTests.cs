using Elbo.Data;

namespace Elbo.Tests.Data;

public class DataFingerprintTests
{
    [Fact]
    public void Equal_data_has_equal_fingerprints() => Assert.Equal(Fingerprint([1, 2, 3]), Fingerprint([1, 2, 3]));

    [Fact]
    public void Times_are_part_of_it()
    {
        // Splits by global time depend on them.
        Assert.NotEqual(Fingerprint([1, 2, 3]), Fingerprint([1, 2, 4]));
        Assert.NotEqual(Fingerprint([1, 2, 3]), Fingerprint(null));
    }

    private static string Fingerprint(long[]? times) => new InteractionDataset(
        "small", new Vocabulary(["u", "v"]), new Vocabulary(["a", "b"]), new InteractionMatrix([0, 2, 3], [0, 1, 0], 2, times)).Fingerprint;
}
