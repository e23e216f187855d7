using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Elbo.Cli;

/// <summary>A command that shows examples under its help.</summary>
internal sealed class ExampleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>The default help, then the command's examples.</summary>
internal sealed class HelpWithExamples(HelpAction defaultHelp) : SynchronousCommandLineAction
{
    /// <summary>Help is shown even where required flags are missing.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>The help option of all commands.</summary>
    public static HelpOption Option()
    {
        HelpOption help = new();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return help;
    }

    public override int Invoke(ParseResult parseResult)
    {
        int code = defaultHelp.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ExampleCommand { Examples.Count: > 0 } command)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in command.Examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return code;
    }
}
