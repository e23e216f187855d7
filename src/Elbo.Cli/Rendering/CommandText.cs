namespace Elbo.Cli;

/// <summary>The command line as it was typed, for records.</summary>
internal static class CommandText
{
    /// <summary>"elbo" and the arguments.</summary>
    public static string Typed => string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Prepend("elbo"));
}
