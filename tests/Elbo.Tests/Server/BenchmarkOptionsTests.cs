using Elbo.Server.Security;
using Elbo.Server.Options;
using Microsoft.Extensions.Configuration;

namespace Elbo.Tests.Server;

public class BenchmarkOptionsTests
{
    [Fact]
    public void Settings_are_read_whatever_their_case()
    {
        ServerOptions options = Read(
            ("elbo:bundle", "m.elbo"), ("ELBO:KEYS:0:NAME", "web"), ("Elbo:Keys:0:Role", "WRITE"), ("Elbo:Keys:0:Sha256", new string('a', 64)), ("Elbo:Hosts:0", "a.example"), ("Elbo:DrainSeconds", "2.5"));

        Assert.Equal("m.elbo", options.Bundle);
        Assert.Equal("m.events.db", options.EventStoreLocation);
        Assert.Equal(Role.Write, options.ApiKeys.Single().Role);
        Assert.Equal(["a.example"], options.AllowedHosts);
        Assert.Equal(2.5, options.DrainSeconds);
        Assert.Equal(10_000, options.MaxQueuedEvents);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        string message = Refusal(
            ("Elbo:Bundel", "m.elbo"), ("Elbo:MaxConcurrent", "0"), ("Elbo:MaxBatch", "many"), ("Elbo:Open", "perhaps"), ("Elbo:Hosts", "a"), ("Elbo:Keys:0:Role", "king"), ("Elbo:Keys:0:Sha256", "abc"), ("Elbo:Keys:0:Secret", "x"), ("Elbo:Store:Path", "x"));

        string[] expected =
        [
            "Elbo:Bundel: is no setting; there are Bundle, ",
            "Elbo:Bundle: is missing",
            "Elbo:Hosts: is a list",
            "Elbo:Keys:0:Name: is missing",
            "Elbo:Keys:0:Role: 'king' does not fit; expected read, write, admin",
            "Elbo:Keys:0:Secret: is no setting; there are Name, Role, Sha256",
            "Elbo:Keys:0:Sha256: 'abc' is refused",
            "Elbo:MaxBatch: 'many' does not fit",
            "Elbo:MaxConcurrent: '0' is refused",
            "Elbo:Open: 'perhaps' does not fit",
            "Elbo:Store: must be one value",
        ];
        string[] lines = [.. message.Split('\n').Order(StringComparer.Ordinal)];
        Assert.Equal(expected.Length, lines.Length);
        Assert.All(expected.Zip(lines), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_keys_of_one_name_are_refused()
    {
        ServerOptions options = Read(
            ("Elbo:Bundle", "m"), ("Elbo:Keys:0:Name", "a"), ("Elbo:Keys:0:Sha256", new string('a', 64)), ("Elbo:Keys:1:Name", "a"), ("Elbo:Keys:1:Sha256", new string('b', 64)));

        Assert.Contains("same name", Assert.Throws<ElboException>(() => new ApiKeyStore(options)).Message, StringComparison.Ordinal);
    }

    private static string Refusal(params (string Key, string Value)[] settings) => Assert.Throws<ElboException>(() => Read(settings)).Message;

    private static ServerOptions Read(params (string Key, string Value)[] settings) =>
        StrictOptionsBinder.Bind<ServerOptions>(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build().GetSection("Elbo"));
}
