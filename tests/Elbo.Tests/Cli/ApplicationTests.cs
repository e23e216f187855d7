using System.Diagnostics;
using Elbo.Cli;
using Elbo.Tests.Models;

namespace Elbo.Tests.Cli;

/// <summary>Errors of the environment, which are reported as such and not as bugs.</summary>
public sealed class ApplicationTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_circular_link_is_reported_as_such()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights on Windows");
        string loop = folder.GetPath("loop");
        File.CreateSymbolicLink(loop, loop);

        Assert.Contains("leads back to itself", CliResult.Failure("data", "info", "--data", loop), StringComparison.Ordinal);
        Assert.Contains("leads back to itself", CliResult.Failure("compare", loop, "--data", "sample"), StringComparison.Ordinal);
        Assert.Contains("symbolic links", CliResult.Failure("train", "--model", "popularity", "--data", "sample", "--out", Path.Combine(loop, "x")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_UTF8_is_reported_as_such() =>
        Assert.Equal("caf\uFFFD.csv: the name is not valid UTF-8; rename the file or folder", CliResult.Failure("data", "info", "--data", "caf\uFFFD.csv"));

    [Theory]
    [InlineData("Max open files            100                  4096                 files", "only 100 files may be open; Elbo needs at least 192: raise the limit with 'ulimit -n'")]
    [InlineData("Max open files            192                  4096                 files", null)]
    [InlineData("Max open files            unlimited            unlimited            files", null)]
    [InlineData("Max processes             10                   10                   processes", null)]
    public void A_low_limit_of_open_files_is_an_error(string line, string? expected) =>
        Assert.Equal(expected, OpenFileLimit.FindProblem(["Limit                     Soft Limit           Hard Limit           Units", line]));

    [Fact]
    public void A_low_limit_on_open_files_is_reported_at_startup()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc/self/limits");
        ProcessStartInfo start = new("sh", ["-c", "ulimit -n 100; exec dotnet \"$0\" demo", Path.Combine(AppContext.BaseDirectory, "Elbo.Cli.dll")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith("only 100 files may be open", error, StringComparison.Ordinal);
    }
}
