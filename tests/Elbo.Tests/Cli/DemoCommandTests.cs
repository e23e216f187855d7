namespace Elbo.Tests.Cli;

public class DemoCommandTests
{
    [Fact]
    public void The_demo_says_that_its_data_is_synthetic_and_shows_that_sequence_matters()
    {
        string text = ElboProcess.Run("demo", "--quiet", "--threads", "1");

        Assert.StartsWith("Synthetic data: 2,000 users", text, StringComparison.Ordinal);
        Assert.Contains("svae recommends", text, StringComparison.Ordinal);
        double[] results = [.. text.Split('\n')
            .Where(line => line.StartsWith('│') && char.IsAsciiLetterLower(line[2]) && !line.Contains("recipe", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split('│')[4], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(4, results.Length);
        Assert.True(results[3] > results[..3].Max(), $"popularity, ease, mult-vae and svae have {string.Join(", ", results)}");
    }
}
