using System.CommandLine;
using Elbo.Server;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo create-key</c>: creates an API key for the server.</summary>
internal static class CreateKeyCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "create-key",
            "Create an API key; the server stores only its hash",
            "elbo create-key --name web",
            "elbo create-key --name trainer --role admin");
        Option<string> name = new("--name") { Description = "Client name", DefaultValueFactory = _ => "client" };
        Option<string> role = new("--role") { Description = "Role: read, write (also events and users) or admin (also loading models)", DefaultValueFactory = _ => "read" };
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
