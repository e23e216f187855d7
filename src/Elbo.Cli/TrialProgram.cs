namespace Elbo.Cli;

/// <summary>This program, as a process of its own for a trial.</summary>
internal static class TrialProgram
{
    private const string Trial = "trial";

    /// <summary>The program and its arguments before the trial's folder.</summary>
    public static IReadOnlyList<string> Command
    {
        get
        {
            string own = Environment.ProcessPath ?? "";
            string name = Path.GetFileNameWithoutExtension(own);
            string assembly = typeof(TrialProgram).Assembly.GetName().Name!;
            return name == assembly ? [own, Trial]
                : [name == "dotnet" ? own : "dotnet", Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), Trial];
        }
    }
}
