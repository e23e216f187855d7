namespace Elbo.Cli;

/// <summary>This program, as a process of its own for a trial.</summary>
internal static class TrialCommandLine
{
    private const string Trial = "trial";

    /// <summary>The program and its arguments before the trial's folder.</summary>
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
