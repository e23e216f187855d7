namespace Elbo.IO;

/// <summary>Files that appear whole or not at all: written beside under a temporary name, flushed, then renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file through a stream; on any error the old file stays and the temporary one is removed.</summary>
    /// <exception cref="ElboException">The disk is full, or the place cannot be written to.</exception>
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
    /// <exception cref="ElboException">The disk is full, or the place cannot be written to.</exception>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Lets <paramref name="produce"/> make a file under a temporary name in the same folder, then renames it.</summary>
    /// <exception cref="ElboException">The disk is full, or the place cannot be written to.</exception>
    public static void Replace(string path, Action<string> produce)
    {
        ArgumentNullException.ThrowIfNull(produce);
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            produce(temporary);
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be written ({error.Message}); free some space or choose another place", error);
        }
        finally
        {
            // Deleting complains where the folder could not be made either.
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }
}
