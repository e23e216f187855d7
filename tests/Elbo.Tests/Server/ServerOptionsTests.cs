using Elbo.Server.Options;
using Elbo.Server.Security;
using Microsoft.Extensions.Configuration;

namespace Elbo.Tests.Server;

public class ServerOptionsTests
{
    [Fact]
    public void Settings_are_case_insensitive()
    {
        ServerOptions options = Read(
            ("elbo:bundle", "m.elbo"), ("ELBO:APIKEYS:0:NAME", "web"), ("Elbo:ApiKeys:0:Role", "WRITE"), ("Elbo:ApiKeys:0:Sha256", new string('a', 64)), ("Elbo:AllowedHosts:0", "a.example"), ("Elbo:DrainSeconds", "2.5"));

        Assert.Equal("m.elbo", options.Bundle);
        Assert.Equal("m.events.db", options.EventStoreLocation);
        Assert.Equal(Role.Write, options.ApiKeys.Single().Role);
        Assert.Equal(["a.example"], options.AllowedHosts);
        Assert.Equal(2.5, options.DrainSeconds);
        Assert.Equal(10_000, options.MaxQueuedEvents);
    }

    [Fact]
    public void All_invalid_settings_are_reported_together()
    {
        string message = Refusal(
            ("Elbo:Bundel", "m.elbo"), ("Elbo:MaxConcurrentRequests", "0"), ("Elbo:MaxBatchSize", "many"), ("Elbo:AllowAnonymous", "perhaps"), ("Elbo:AllowedHosts", "a"), ("Elbo:ApiKeys:0:Role", "king"), ("Elbo:ApiKeys:0:Sha256", "abc"), ("Elbo:ApiKeys:0:Secret", "x"), ("Elbo:EventStore:Path", "x"));

        string[] expected =
        [
            "Elbo:AllowAnonymous: 'perhaps' is invalid",
            "Elbo:AllowedHosts: is a list",
            "Elbo:ApiKeys:0:Name: is missing",
            "Elbo:ApiKeys:0:Role: 'king' is invalid; expected read, write, admin",
            "Elbo:ApiKeys:0:Secret: unknown setting; the settings are Name, Role, Sha256",
            "Elbo:ApiKeys:0:Sha256: 'abc' is invalid",
            "Elbo:Bundel: unknown setting; the settings are Bundle, ",
            "Elbo:Bundle: is missing",
            "Elbo:EventStore: must be a single value",
            "Elbo:MaxBatchSize: 'many' is invalid",
            "Elbo:MaxConcurrentRequests: '0' is invalid",
        ];
        string[] lines = [.. message.Split('\n').Order(StringComparer.Ordinal)];
        Assert.Equal(expected.Length, lines.Length);
        Assert.All(expected.Zip(lines), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_keys_with_the_same_name_are_refused()
    {
        ServerOptions options = Read(
            ("Elbo:Bundle", "m"), ("Elbo:ApiKeys:0:Name", "a"), ("Elbo:ApiKeys:0:Sha256", new string('a', 64)), ("Elbo:ApiKeys:1:Name", "a"), ("Elbo:ApiKeys:1:Sha256", new string('b', 64)));

        Assert.Contains("same name", Assert.Throws<ElboException>(() => ApiKeyStore.Read(options.ApiKeys)).Message, StringComparison.Ordinal);
    }

    private static string Refusal(params (string Key, string Value)[] settings) => Assert.Throws<ElboException>(() => Read(settings)).Message;

    private static ServerOptions Read(params (string Key, string Value)[] settings) =>
        StrictOptionsBinder.Bind<ServerOptions>(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build().GetSection("Elbo"));
}
