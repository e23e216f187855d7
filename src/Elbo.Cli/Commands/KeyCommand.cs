using System.CommandLine;
using Elbo.Server;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo key</c>: a key for a server's client.</summary>
internal static class KeyCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "key",
            "Make a key for a client of the server; the server is told only its hash",
            "elbo key --name web",
            "elbo key --name trainer --role admin");
        Option<string> name = new("--name") { Description = "Whose key it is", DefaultValueFactory = _ => "client" };
        Option<string> role = new("--role") { Description = "What it allows: read, write (also events and people) or admin (also loading models)", DefaultValueFactory = _ => "read" };
        command.Options.Add(name);
        command.Options.Add(role);
        command.SetAction(parsed =>
        {
            ServerProgram.PrintNewKey(parsed.GetValue(name)!, parsed.GetValue(role)!, console.Out);
            return Application.Success;
        });
        return command;
    }
}
