namespace Elbo.Inference.Bundles;

/// <summary>
/// Reads parts of a bundle's file. It is read, not mapped: a mapped file that is overwritten in place meanwhile would kill the process
/// with SIGBUS, and its bytes could change after they were checked.
/// </summary>
internal sealed class BundleFileReader : IDisposable
{
    private readonly FileStream stream;
    private readonly string path;

    private BundleFileReader(FileStream stream, string path)
    {
        this.stream = stream;
        this.path = path;
        Length = stream.Length;
    }

    /// <summary>The file's length in bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>Opens a file of at least one byte.</summary>
    /// <exception cref="ElboException">It is missing, cannot be read, is empty or too large.</exception>
    public static BundleFileReader Open(string path, long maxBytes)
    {
        FileStream? stream = null;
        try
        {
            stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            BundleFileReader reader = new(stream, path);
            return reader.Length switch
            {
                0 => throw BundleErrors.NotABundle(path, "it is empty"),
                long length when length > maxBytes =>
                    throw new ElboException($"{path}: has {length} bytes, more than the {maxBytes} allowed; raise the limit if you trust where it comes from"),
                _ => reader,
            };
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

    /// <summary>Reads bytes into a new array.</summary>
    /// <exception cref="ElboException">The file has become shorter, or cannot be read.</exception>
    public byte[] Read(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        byte[] bytes = GC.AllocateUninitializedArray<byte>(length);
        Read(offset, bytes);
        return bytes;
    }

    /// <summary>Reads as many bytes as the buffer has.</summary>
    /// <exception cref="ElboException">The file has become shorter, or cannot be read.</exception>
    public void Read(long offset, Span<byte> buffer)
    {
        try
        {
            while (!buffer.IsEmpty)
            {
                int count = RandomAccess.Read(stream.SafeFileHandle, buffer, offset);
                if (count == 0)
                {
                    throw new ElboException($"{path}: was overwritten while it was read; write a bundle to another name and rename it, then load it again");
                }

                buffer = buffer[count..];
                offset += count;
            }
        }
        catch (IOException error)
        {
            throw new ElboException($"{path}: cannot be read ({error.Message}); check the disk", error);
        }
    }

    public void Dispose() => stream.Dispose();
}
