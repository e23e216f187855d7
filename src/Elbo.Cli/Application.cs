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

    public static int Run(string[] args, Surroundings surroundings)
    {
        Command root = Root(surroundings);
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                surroundings.Error.WriteLine(error.Message);
            }

            surroundings.Error.WriteLine($"'elbo {CommandPath(parsed)}--help' tells what there is");
            return Usage;
        }

        bool verbose = parsed.GetValue(CommonFlags.Verbose);
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = surroundings.Out,
                Error = surroundings.Error,
                ProcessTerminationTimeout = null,
            });
        }
        catch (ElboException error)
        {
            surroundings.Error.WriteLine(verbose ? error.ToString() : error.Message);
            return Failure;
        }
        catch (OperationCanceledException)
        {
            surroundings.Error.WriteLine("stopped");
            return Cancelled;
        }
        catch (Exception error) when (!verbose)
        {
            surroundings.Error.WriteLine($"{error.GetType().Name}: {error.Message}");
            surroundings.Error.WriteLine("this is a defect of Elbo; --verbose shows where it happened");
            return Failure;
        }
    }

    private static Command Root(Surroundings surroundings)
    {
        // A plain command, for a RootCommand takes the name of the file that runs.
        Command root = new("elbo", "Elbo learns what people like from what they chose, and ranks what they have not seen.")
        {
            DataCommand.Create(surroundings),
            TrainCommand.Create(surroundings),
            EvaluateCommand.Create(surroundings),
            RecommendCommand.Create(surroundings),
            EmbedCommand.Create(surroundings),
            ExportCommand.Create(surroundings),
            CompareCommand.Create(surroundings),
            ReportCommand.Create(surroundings),
            SearchCommand.Create(surroundings),
            RunsCommand.Create(surroundings),
            ServeCommand.Create(surroundings),
            KeyCommand.Create(surroundings),
            TrialCommand.Create(surroundings),
            DemoCommand.Create(surroundings),
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
        for (SymbolResult result = parsed.CommandResult; result.Parent is { } above; result = above)
        {
            path = $"{((CommandResult)result).Command.Name} {path}";
        }

        return path;
    }
}
