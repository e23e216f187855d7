namespace Elbo.Cli;

/// <summary>The command line that trains a trial in a separate process of this program.</summary>
internal static class TrialCommandLine
{
    private const string Trial = "trial";

    /// <summary>The program and its first arguments; the trial's folder follows.</summary>
    public static IReadOnlyList<string> Prefix
    {
        get
        {
            string processPath = Environment.ProcessPath ?? "";
            string name = Path.GetFileNameWithoutExtension(processPath);
            string assembly = typeof(TrialCommandLine).Assembly.GetName().Name!;
            return name == assembly ? [processPath, Trial]
                : [name == "dotnet" ? processPath : "dotnet", Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), Trial];
        }
    }
}
