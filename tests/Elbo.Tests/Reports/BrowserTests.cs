namespace Elbo.Tests.Reports;

/// <summary>Tests that share the one browser and run one at a time.</summary>
[CollectionDefinition(Name)]
public class BrowserTests : ICollectionFixture<Browser>
{
    public const string Name = "browser";
}
