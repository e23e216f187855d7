using Spectre.Console;

namespace Elbo.Cli;

/// <summary>Where a command writes, and its cancellation.</summary>
/// <param name="Out">Results: tables or JSON.</param>
/// <param name="Error">Progress, warnings and errors.</param>
/// <param name="CancellationToken">Cancelled by Ctrl-C.</param>
internal sealed record ConsoleContext(TextWriter Out, TextWriter Error, CancellationToken CancellationToken)
{
    /// <summary>A console for results.</summary>
    public IAnsiConsole AnsiOut => CreateAnsiConsole(Out, Console.Out, Console.IsOutputRedirected);

    /// <summary>A console for progress, so that results can be piped.</summary>
    public IAnsiConsole AnsiError => CreateAnsiConsole(Error, Console.Error, Console.IsErrorRedirected);

    private static IAnsiConsole CreateAnsiConsole(TextWriter writer, TextWriter terminal, bool redirected)
    {
        bool plain = redirected || !ReferenceEquals(writer, terminal);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = plain ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (plain)
        {
            // Without a terminal, tables are not truncated to its width.
            console.Profile.Width = 200;
        }

        return console;
    }
}
