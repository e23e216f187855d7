namespace Elbo.Tests;

public class NameSuggesterTests
{
    private static readonly string[] Known = ["latentSize", "learningRate", "epochs", "l2"];

    [Theory]
    [InlineData("latentSzie", "latentSize")]
    [InlineData("latent-size", "latentSize")]
    [InlineData("LatentSize", "latentSize")]
    [InlineData("epoch", "epochs")]
    [InlineData("learnRate", "learningRate")]
    [InlineData("latencySize", "latentSize")]
    [InlineData("dropout", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void A_typo_finds_the_nearest_name(string typed, string? expected) =>
        Assert.Equal(expected, NameSuggester.Suggest(typed, Known));
}
