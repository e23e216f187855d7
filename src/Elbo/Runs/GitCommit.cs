using System.ComponentModel;
using System.Diagnostics;

namespace Elbo.Runs;

/// <summary>Finds the git commit of a working folder.</summary>
internal static class GitCommit
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>The checked-out commit, with "-dirty" appended if tracked files have changed; null without git or a repository.</summary>
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
                // Do not wait for a huge work tree on a slow disk.
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
