namespace Elbo.Data.Readers;

/// <summary>A new folder for temporary files, deleted with its contents when disposed.</summary>
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
                $"{location}: temporary files cannot be written here ({error.Message}); choose another folder with --temp-dir", error);
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
