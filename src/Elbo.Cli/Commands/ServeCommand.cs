using System.CommandLine;
using Elbo.Server;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo serve</c>: serves a bundle over HTTP; Elbo.Server does the same without libtorch.</summary>
internal static class ServeCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "serve",
            "Serve a bundle over HTTP: recommendations, items, events, a web page",
            "elbo serve model.elbo",
            "elbo serve model.elbo --urls http://127.0.0.1:5005 --store events.db",
            "elbo serve model.elbo --urls http://0.0.0.0:8080 --Elbo:ApiKeys:0:Name=web --Elbo:ApiKeys:0:Sha256=...    # created by 'elbo create-key'");
        Argument<string> bundle = new("bundle") { Description = "Bundle written by 'elbo export'" };
        Option<string?> urls = new("--urls") { Description = "Addresses to listen on; default http://127.0.0.1:8080, this machine only" };
        Option<string?> store = new("--store") { Description = "Event store: an SQLite file, or PostgreSQL as \"Host=...;Database=...;Username=...\"; default next to the bundle" };
        Option<bool> allowAnonymous = new("--allow-anonymous") { Description = "Allow anonymous access with full rights" };
        command.Arguments.Add(bundle);
        command.Options.Add(urls);
        command.Options.Add(store);
        command.Options.Add(allowAnonymous);
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed =>
        {
            string[] args =
            [
                $"--Elbo:Bundle={parsed.GetValue(bundle)}",
                .. parsed.GetValue(urls) is { } address ? (string[])[$"--urls={address}"] : [],
                .. parsed.GetValue(store) is { } storeLocation ? (string[])[$"--Elbo:EventStore={storeLocation}"] : [],
                .. parsed.GetValue(allowAnonymous) ? (string[])["--Elbo:AllowAnonymous=true"] : [],
                .. ServerSettings(parsed),
            ];
            ServerProgram.ServeAsync(args, console.CancellationToken).GetAwaiter().GetResult();
            return Application.Success;
        });
        return command;
    }

    /// <summary>Other server settings, passed on.</summary>
    private static IReadOnlyList<string> ServerSettings(ParseResult parsed) =>
        parsed.UnmatchedTokens.FirstOrDefault(token => !token.StartsWith("--", StringComparison.Ordinal) || !token.Contains('=', StringComparison.Ordinal)) is { } unknown
            ? throw new ElboException($"{unknown}: unknown option; server settings look like --Elbo:MaxConcurrentRequests=64, see docs/serving.md")
            : parsed.UnmatchedTokens;
}
