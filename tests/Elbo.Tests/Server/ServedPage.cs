namespace Elbo.Tests.Server;

/// <summary>Tests that drive a browser against a server: one class at a time.</summary>
[CollectionDefinition(Name)]
public sealed class ServedPage
{
    public const string Name = "served page";
}
