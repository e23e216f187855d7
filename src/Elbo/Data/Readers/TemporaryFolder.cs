namespace Elbo.Data.Readers;

/// <summary>A folder of its own for temporary files, deleted with all it holds in the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(string? parent)
    {
        string location = parent ?? System.IO.Path.GetTempPath();
        try
        {
            Path = Directory.CreateDirectory(System.IO.Path.Combine(location, $"elbo-{Guid.NewGuid():N}")).FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException(
                $"{location}: no temporary files can be written here ({error.Message}); choose another place with --temporary-folder", error);
        }
    }

    public string Path { get; }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
