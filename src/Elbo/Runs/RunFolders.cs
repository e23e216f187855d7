namespace Elbo.Runs;

/// <summary>Finds runs on disk.</summary>
public static class RunFolders
{
    /// <summary>Every run folder in a folder and below it, by path; none where there is no such folder. Folders that may not be read are passed over.</summary>
    public static IReadOnlyList<string> FindAll(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        EnumerationOptions all = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return [.. Directory.EnumerateDirectories(folder, "*", all).Prepend(folder).Where(RunFolder.Exists).Order(StringComparer.Ordinal)];
    }
}
