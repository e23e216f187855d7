using System.CommandLine;
using Elbo.Server;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo serve</c>: answers over HTTP; the same server can be published alone, without libtorch.</summary>
internal static class ServeCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "serve",
            "Serve a bundle over HTTP: recommendations, items, events, a web page",
            "elbo serve model.elbo",
            "elbo serve model.elbo --urls http://127.0.0.1:5005 --store events.db",
            "elbo serve model.elbo --urls http://0.0.0.0:8080 --Elbo:Keys:0:Name=web --Elbo:Keys:0:Sha256=...    # 'elbo key' makes them");
        Argument<string> bundle = new("bundle") { Description = "The file that 'elbo export' wrote" };
        Option<string?> urls = new("--urls") { Description = "Where to listen; default http://127.0.0.1:8080, for this machine alone" };
        Option<string?> store = new("--store") { Description = "Where events are kept: an SQLite file, or PostgreSQL as \"Host=...;Database=...;Username=...\"; default beside the bundle" };
        Option<bool> allowAnonymous = new("--open") { Description = "Let everybody who reaches the address do everything, without keys" };
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
                .. parsed.GetValue(store) is { } storeLocation ? (string[])[$"--Elbo:Store={storeLocation}"] : [],
                .. parsed.GetValue(allowAnonymous) ? (string[])["--Elbo:Open=true"] : [],
                .. ServerSettings(parsed),
            ];
            ServerProgram.ServeAsync(args, console.CancellationToken).GetAwaiter().GetResult();
            return Application.Success;
        });
        return command;
    }

    /// <summary>Any other setting of the server, written as for the server itself.</summary>
    private static IReadOnlyList<string> ServerSettings(ParseResult parsed) =>
        parsed.UnmatchedTokens.FirstOrDefault(token => !token.StartsWith("--", StringComparison.Ordinal) || !token.Contains('=', StringComparison.Ordinal)) is { } unknown
            ? throw new ElboException($"{unknown}: is no flag; settings are written as --Elbo:MaxConcurrent=64, and docs/serving.md lists them")
            : parsed.UnmatchedTokens;
}
