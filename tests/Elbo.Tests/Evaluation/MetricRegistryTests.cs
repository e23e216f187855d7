using Elbo.Evaluation;

namespace Elbo.Tests.Evaluation;

public class MetricRegistryTests
{
    [Fact]
    public void Every_name_is_parsed_and_returned()
    {
        foreach (string name in MetricRegistry.Names)
        {
            IMetric metric = MetricRegistry.Parse($"{name}@17");

            Assert.Equal($"{name}@17", metric.Name);
            Assert.Equal(17, metric.CutOff);
        }
    }

    [Fact]
    public void Every_metric_is_registered()
    {
        IEnumerable<Type> metrics = typeof(IMetric).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IMetric)));

        Assert.Equal(metrics.Count(), MetricRegistry.Names.Count);
    }

    [Theory]
    [InlineData("ndgc@50", "did you mean 'ndcg@50'?")]
    [InlineData("recal", "did you mean 'recall@100'?")]
    [InlineData("sharpness@5", "there are: ndcg")]
    [InlineData("ndcg", "needs a cut-off of at least 1")]
    [InlineData("ndcg@0", "needs a cut-off of at least 1")]
    [InlineData("ndcg@-5", "needs a cut-off of at least 1")]
    [InlineData("ndcg@ten", "needs a cut-off of at least 1")]
    public void A_wrong_name_is_reported_with_a_suggestion(string name, string message)
    {
        ElboException error = Assert.Throws<ElboException>(() => MetricRegistry.Parse(name));

        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
