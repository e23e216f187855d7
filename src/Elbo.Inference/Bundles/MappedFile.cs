using System.IO.MemoryMappedFiles;

namespace Elbo.Inference.Bundles;

/// <summary>A file's bytes where the system maps them into memory: nothing is read before it is looked at.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;

    private MappedFile(FileStream stream)
    {
        Length = stream.Length;
        file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
    }

    /// <summary>The file's length in bytes.</summary>
    public long Length { get; }

    /// <summary>Maps a file of at least one byte.</summary>
    /// <exception cref="ElboException">It is missing, cannot be read, is empty or too large.</exception>
    public static MappedFile Open(string path, long maxBytes)
    {
        FileStream? stream = null;
        try
        {
            stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            long length = stream.Length;
            if (length == 0)
            {
                throw BundleErrors.NotABundle(path, "it is empty");
            }

            if (length > maxBytes)
            {
                throw new ElboException($"{path}: has {length} bytes, more than the {maxBytes} allowed; raise the limit if you trust where it comes from");
            }

            return new MappedFile(stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            stream?.Dispose();
            throw new ElboException($"{path}: cannot be read ({error.Message}); check the path", error);
        }
        catch (ElboException)
        {
            stream?.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the file; not to be used once the file is disposed of.</summary>
    public ReadOnlySpan<byte> Bytes(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return new ReadOnlySpan<byte>(start + offset, length);
    }

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }
}
