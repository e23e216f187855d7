namespace Elbo.IO;

/// <summary>Errors of the operating system that the user can fix outside the program.</summary>
internal static class SystemErrors
{
    private const string LinkLoopAdvice = "a symbolic link leads back to itself; remove or correct it";

    // .NET puts errno into HResult on Unix; the numbers are those of Linux and, where they differ, macOS. The last two are Windows'.
    private static readonly int[] DiskFull = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];
    private static readonly int[] TooManyOpenFiles = [23, 24];
    private static readonly int[] LinkLoop = [40, 62];

    /// <summary>The message for the user, if an error or one of its causes can be fixed outside the program; else null.</summary>
    public static string? Describe(Exception? error) => error switch
    {
        null => null,
        AggregateException several => several.InnerExceptions.Select(Describe).FirstOrDefault(text => text is not null),
        IOException io when DiskFull.Contains(io.HResult) => "the disk is full; free some space",
        IOException io when TooManyOpenFiles.Contains(io.HResult) => "too many open files; raise the limit with 'ulimit -n'",
        IOException io when LinkLoop.Contains(io.HResult) => LinkLoopAdvice,
        _ => Describe(error.InnerException),
    };

    /// <summary>Fails with the reason if a path cannot be opened: its name is not UTF-8, or it is a broken symbolic link.</summary>
    /// <exception cref="ElboException">The path cannot be opened for one of these reasons.</exception>
    public static void RequireUsable(string path)
    {
        RequireUtf8(path);
        try
        {
            if (File.ResolveLinkTarget(path, returnFinalTarget: true) is { Exists: false } target)
            {
                throw new ElboException($"{path}: is a symbolic link to '{target.FullName}', which does not exist");
            }
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // A missing file is reported by whoever opens it.
        }
        catch (IOException error)
        {
            throw new ElboException($"{path}: {LinkLoopAdvice}", error);
        }
    }

    /// <summary>Fails for names that are not UTF-8, which .NET cannot open: it replaces the invalid bytes.</summary>
    /// <exception cref="ElboException">The name is not UTF-8.</exception>
    public static void RequireUtf8(string path)
    {
        if (path.Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw new ElboException($"{path}: the name is not valid UTF-8; rename the file or folder");
        }
    }
}
