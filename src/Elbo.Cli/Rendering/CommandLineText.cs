using System.Text.RegularExpressions;

namespace Elbo.Cli;

/// <summary>The command line as it was typed, for records.</summary>
internal static partial class CommandLineText
{
    /// <summary>"elbo" and the arguments, without the password of a store: records are kept and shown to others.</summary>
    public static string Redacted => Redact(Environment.GetCommandLineArgs().Skip(1));

    /// <summary>"elbo" and arguments.</summary>
    public static string Redact(IEnumerable<string> arguments) =>
        string.Join(' ', arguments.Prepend("elbo").Select(argument => Passwords().Replace(argument, "$1***")));

    /// <summary>The value of Password=...; or Pwd=...; in a connection string, and what stands between : and @ in a URI.</summary>
    [GeneratedRegex("""((?:password|pwd)\s*=\s*)(?:"[^"]*"|'[^']*'|[^;]*)|(?<=postgres(?:ql)?://[^:@/]*:)[^@]*(?=@)""", RegexOptions.IgnoreCase)]
    private static partial Regex Passwords();
}
