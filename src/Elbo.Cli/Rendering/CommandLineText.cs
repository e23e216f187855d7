using System.Text.RegularExpressions;

namespace Elbo.Cli;

/// <summary>The command line, as recorded in run folders and studies.</summary>
internal static partial class CommandLineText
{
    /// <summary>This process's command line without passwords, since records are shared.</summary>
    public static string Redacted => Redact(Environment.GetCommandLineArgs().Skip(1));

    /// <summary>"elbo" and the arguments, without passwords.</summary>
    public static string Redact(IEnumerable<string> arguments) =>
        string.Join(' ', arguments.Prepend("elbo").Select(argument => Passwords().Replace(argument, "$1***")));

    /// <summary>The value of Password=...; or Pwd=...; in a connection string, and the text between : and @ in a URI.</summary>
    [GeneratedRegex("""((?:password|pwd)\s*=\s*)(?:"[^"]*"|'[^']*'|[^;]*)|(?<=postgres(?:ql)?://[^:@/]*:)[^@]*(?=@)""", RegexOptions.IgnoreCase)]
    private static partial Regex Passwords();
}
