using System.CommandLine;
using System.CommandLine.Parsing;
using Elbo.Cli.Commands;
using Elbo.IO;

namespace Elbo.Cli;

/// <summary>The command line: its commands, and the exit code and message of each kind of error.</summary>
internal static class Application
{
    /// <summary>Exit code: success.</summary>
    public const int Success = 0;

    /// <summary>Exit code: an error whose message says how to fix it.</summary>
    public const int Failure = 1;

    /// <summary>Exit code: a usage error.</summary>
    public const int Usage = 2;

    /// <summary>Exit code after Ctrl-C, the shells' convention: 128 + SIGINT.</summary>
    public const int Cancelled = 130;

    public static int Run(string[] args, ConsoleContext console)
    {
        Command root = CreateRoot(console);
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                console.Error.WriteLine(error.Message);
            }

            console.Error.WriteLine($"'elbo {CommandPath(parsed)}--help' shows usage");
            return Usage;
        }

        bool verbose = parsed.GetValue(CommonFlags.Verbose);
        try
        {
            Array.ForEach(args, SystemErrors.RequireUtf8);
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
        catch (Exception error) when (!verbose && (SystemErrors.Describe(error) is not null || error is IOException or UnauthorizedAccessException))
        {
            string advice = SystemErrors.Describe(error) ?? "check the path, its permissions and the free space";
            console.Error.WriteLine($"{error.Message.TrimEnd('.')} ({advice})");
            return Failure;
        }
        catch (Exception error) when (!verbose)
        {
            console.Error.WriteLine($"{error.GetType().Name}: {error.Message}");
            console.Error.WriteLine("This is a bug in Elbo; --verbose shows the stack trace");
            return Failure;
        }
    }

    /// <summary>The whole command tree.</summary>
    internal static Command CreateRoot(ConsoleContext console)
    {
        // Not a RootCommand: its name would be that of the executable file.
        Command root = new("elbo", "Train, evaluate and serve recommendation models.")
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
            CreateKeyCommand.Create(console),
            TrialCommand.Create(console),
            DemoCommand.Create(console),
        };
        root.Options.Add(CommonFlags.Verbose);
        root.Options.Add(new VersionOption());
        root.Options.Add(HelpWithExamples.Option());
        return root;
    }

    /// <summary>The command and its parents without the program, such as "data info ".</summary>
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
