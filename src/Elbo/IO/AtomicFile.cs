namespace Elbo.IO;

/// <summary>Writes files completely or not at all: to a temporary name in the same folder, flushed, then renamed.</summary>
internal static class AtomicFile
{
    private const string Suffix = ".tmp";

    /// <summary>Writes a file through a stream; after an error the old file is unchanged and the temporary one is removed.</summary>
    /// <exception cref="ElboException">The disk is full, or the path is not writable.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Replace(path, temporary =>
        {
            using FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            write(stream);
            stream.Flush(flushToDisk: true);
        });
    }

    /// <summary>Writes a text file in UTF-8.</summary>
    /// <exception cref="ElboException">The disk is full, or the path is not writable.</exception>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Deletes the temporary files that killed processes left in a folder. No other process may be writing there.</summary>
    public static void DeleteLeftovers(string folder)
    {
        foreach (string file in Directory.GetFiles(folder, "*" + Suffix).Where(file => Guid.TryParseExact(Path.GetExtension(file[..^Suffix.Length]).TrimStart('.'), "N", out _)))
        {
            File.Delete(file);
        }
    }

    /// <summary>Calls <paramref name="produce"/> with a temporary path in the same folder, then renames the file it created.</summary>
    /// <exception cref="ElboException">The disk is full, or the path is not writable.</exception>
    public static void Replace(string path, Action<string> produce)
    {
        ArgumentNullException.ThrowIfNull(produce);
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Guid.NewGuid():N}{Suffix}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            produce(temporary);
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be written ({error.Message}); free some space or choose another path", error);
        }
        finally
        {
            // File.Delete throws if the folder could not be created.
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }
}
