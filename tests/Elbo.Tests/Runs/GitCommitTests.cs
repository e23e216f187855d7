using System.Diagnostics;
using Elbo.Runs;
using Elbo.Tests.Models;

namespace Elbo.Tests.Runs;

public sealed class GitCommitTests : IDisposable
{
    private readonly TempFolder place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void A_repository_has_a_commit_that_is_dirty_after_changes()
    {
        Assert.SkipUnless(Git("--version"), "git is not installed");
        File.WriteAllText(place.GetPath("recipe.json"), "{}");
        Assert.True(Git("init") && Git("add", ".") && Git("-c", "user.name=me", "-c", "user.email=me@example.com", "commit", "-m", "first"));
        string? clean = GitCommit.Find(place.FullPath);
        File.WriteAllText(place.GetPath("recipe.json"), "{ }");

        Assert.Matches("^[0-9a-f]{40}$", clean);
        Assert.Equal($"{clean}-dirty", GitCommit.Find(place.FullPath));
    }

    [Fact]
    public void A_folder_outside_a_repository_has_no_commit() => Assert.Null(GitCommit.Find(place.FullPath));

    private bool Git(params string[] arguments)
    {
        try
        {
            using Process git = Process.Start(new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = place.FullPath,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            git.WaitForExit();
            return git.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
