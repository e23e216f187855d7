using System.Text.Json;
using Elbo.Cli;

namespace Elbo.Tests.Cli;

/// <summary>The exit code and output of a command line.</summary>
public sealed record CliResult(int Code, string Out, string Error)
{
    /// <summary>Runs the program within this process.</summary>
    public static CliResult Run(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();

        // Like the console, this writer is used by training and trackers concurrently.
        using TextWriter shared = TextWriter.Synchronized(error);
        int code = Application.Run(args, new ConsoleContext(output, shared, TestContext.Current.CancellationToken));
        return new CliResult(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs it and expects success.</summary>
    public static string RunExpectingSuccess(params string[] args)
    {
        CliResult result = Run(args);
        Assert.True(result.Code == 0, $"exit code {result.Code}: {result.Error}");
        return result.Out;
    }

    /// <summary>Runs it with --json and parses the output.</summary>
    public static JsonElement Json(params string[] args) => JsonSerializer.Deserialize<JsonElement>(RunExpectingSuccess([.. args, "--json"]));

    /// <summary>Runs it and expects a user error: exit code 1, no results, no stack trace.</summary>
    public static string Failure(params string[] args) => RunExpectingError(1, args);

    /// <summary>Runs it and expects a usage error: exit code 2.</summary>
    public static string UsageError(params string[] args) => RunExpectingError(2, args);

    private static string RunExpectingError(int code, string[] args)
    {
        CliResult result = Run(args);
        Assert.True(result.Code == code, $"exit code {result.Code}: {result.Error}{result.Out}");
        Assert.Empty(result.Out);
        Assert.DoesNotContain("a bug in Elbo", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        return result.Error.TrimEnd();
    }
}
