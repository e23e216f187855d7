namespace Elbo.Cli;

/// <summary>Checks that the program may open enough files: if the limit is too low, even loading its own assemblies fails.</summary>
internal static class OpenFileLimit
{
    private const int Minimum = 192;
    private const string LimitsFile = "/proc/self/limits";
    private const string LimitName = "Max open files";

    /// <summary>The error if this process's limit is too low; null if it is high enough or unknown.</summary>
    public static string? FindProblem() => File.Exists(LimitsFile) ? FindProblem(File.ReadLines(LimitsFile)) : null;

    /// <summary>The error for the limit in the lines of /proc/self/limits.</summary>
    internal static string? FindProblem(IEnumerable<string> limits) =>
        limits.FirstOrDefault(line => line.StartsWith(LimitName, StringComparison.Ordinal)) is { } line
        && int.TryParse(line[LimitName.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], out int limit)
        && limit < Minimum
            ? $"only {limit} files may be open; Elbo needs at least {Minimum}: raise the limit with 'ulimit -n'"
            : null;
}
