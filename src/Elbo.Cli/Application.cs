using System.CommandLine;
using System.CommandLine.Parsing;
using Elbo.Cli.Commands;

namespace Elbo.Cli;

/// <summary>The command line as a whole: its commands, and what becomes of their errors.</summary>
internal static class Application
{
    /// <summary>Exit code: all went well.</summary>
    public const int Success = 0;

    /// <summary>Exit code: something that the message tells how to mend.</summary>
    public const int Failure = 1;

    /// <summary>Exit code: the command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Exit code after Ctrl-C, as shells have it: 128 + SIGINT.</summary>
    public const int Cancelled = 130;

    public static int Run(string[] args, ConsoleContext console)
    {
        Command root = CreateRoot(console);
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                console.Error.WriteLine(error.Message);
            }

            console.Error.WriteLine($"'elbo {CommandPath(parsed)}--help' tells what there is");
            return Usage;
        }

        bool verbose = parsed.GetValue(CommonFlags.Verbose);
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = console.Out,
                Error = console.Error,
                ProcessTerminationTimeout = null,
            });
        }
        catch (ElboException error)
        {
            console.Error.WriteLine(verbose ? error.ToString() : error.Message);
            return Failure;
        }
        catch (OperationCanceledException)
        {
            console.Error.WriteLine("stopped");
            return Cancelled;
        }
        catch (Exception error) when (!verbose)
        {
            console.Error.WriteLine($"{error.GetType().Name}: {error.Message}");
            console.Error.WriteLine("this is a defect of Elbo; --verbose shows where it happened");
            return Failure;
        }
    }

    private static Command CreateRoot(ConsoleContext console)
    {
        // A plain command, for a RootCommand takes the name of the file that runs.
        Command root = new("elbo", "Elbo learns what people like from what they chose, and ranks what they have not seen.")
        {
            DataCommand.Create(console),
            TrainCommand.Create(console),
            EvaluateCommand.Create(console),
            RecommendCommand.Create(console),
            EmbedCommand.Create(console),
            ExportCommand.Create(console),
            CompareCommand.Create(console),
            ReportCommand.Create(console),
            SearchCommand.Create(console),
            RunsCommand.Create(console),
            ServeCommand.Create(console),
            KeyCommand.Create(console),
            TrialCommand.Create(console),
            DemoCommand.Create(console),
        };
        root.Options.Add(CommonFlags.Verbose);
        root.Options.Add(new VersionOption());
        root.Options.Add(HelpWithExamples.Option());
        return root;
    }

    /// <summary>The names of a command and those above it, "data info ", without the program's own.</summary>
    private static string CommandPath(ParseResult parsed)
    {
        string path = "";
        for (SymbolResult result = parsed.CommandResult; result.Parent is { } parent; result = parent)
        {
            path = $"{((CommandResult)result).Command.Name} {path}";
        }

        return path;
    }
}
