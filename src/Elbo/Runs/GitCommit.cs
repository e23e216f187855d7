using System.ComponentModel;
using System.Diagnostics;

namespace Elbo.Runs;

/// <summary>The commit of the files that a command is run among.</summary>
internal static class GitCommit
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>The commit checked out in a folder, with "-dirty" where tracked files have changed; null without git or a repository.</summary>
    public static string? Find(string folder)
    {
        ProcessStartInfo start = new("git", ["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            Environment = { ["GIT_OPTIONAL_LOCKS"] = "0" },
        };
        try
        {
            using Process git = Process.Start(start)!;
            Task<string> output = git.StandardOutput.ReadToEndAsync();
            git.BeginErrorReadLine();
            if (!git.WaitForExit(Timeout))
            {
                // A huge work tree on a slow disk is not worth waiting for.
                git.Kill();
                return null;
            }

            return git.ExitCode == 0 ? output.GetAwaiter().GetResult().Trim() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
