namespace Elbo.Server.Models;

/// <summary>What tells that a file has been replaced, without reading it.</summary>
internal readonly record struct FileStamp(long Bytes, DateTime LastWritten, DateTime Created)
{
    /// <summary>The stamp of a file; the default where there is none.</summary>
    public static FileStamp Read(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? new FileStamp(file.Length, file.LastWriteTimeUtc, file.CreationTimeUtc) : default;
    }
}
