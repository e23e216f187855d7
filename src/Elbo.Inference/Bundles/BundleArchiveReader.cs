using System.Buffers.Binary;
using System.Text;

namespace Elbo.Inference.Bundles;

/// <summary>
/// Reads the directory of a zip file (PKWARE APPNOTE, sections 4.3 and 4.4) whose entries are stored uncompressed. Stricter than a general
/// zip reader: only the names of a bundle are allowed, each once, and entries and directory fill the file without gap, overlap or comment.
/// So nothing is unpacked, no name is used as a path, and allocations do not depend on sizes that the file claims.
/// </summary>
internal sealed class BundleArchiveReader
{
    private const uint LocalHeaderSignature = 0x04034b50;
    private const uint DirectorySignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const int LocalHeaderSize = 30;
    private const int DirectoryHeaderSize = 46;
    private const int EndRecordSize = 22;

    // Bits 1 and 2 are compression options, bit 11 marks UTF-8 names; any other bit changes how the entry must be read.
    private const int AllowedFlags = 0x0806;

    private static readonly string[] KnownNames = [BundleFormat.Manifest, BundleFormat.Model, BundleFormat.Items, BundleFormat.SimilarItems];

    private readonly BundleFileReader file;
    private readonly string path;
    private readonly Dictionary<string, ArchiveEntry> entries = new(StringComparer.Ordinal);

    private BundleArchiveReader(BundleFileReader file, string path)
    {
        this.file = file;
        this.path = path;
    }

    /// <summary>The entries by name, including the manifest.</summary>
    /// <exception cref="ElboException">The file is not a zip file, not a bundle, or corrupted.</exception>
    public static IReadOnlyDictionary<string, ArchiveEntry> Read(BundleFileReader file, string path)
    {
        BundleArchiveReader zip = new(file, path);
        zip.ReadDirectory();
        return zip.entries;
    }

    private void ReadDirectory()
    {
        (long directory, int count) = ReadEnd();
        long position = directory;
        string? unknownName = null;
        for (int entry = 0; entry < count; entry++)
        {
            ReadOnlySpan<byte> header = Bytes(position, DirectoryHeaderSize, DirectorySignature);
            int nameLength = U16(header, 28);
            string name = Encoding.UTF8.GetString(Bytes(position + DirectoryHeaderSize, nameLength));
            if (KnownNames.Contains(name))
            {
                Add(name, header);
            }
            else
            {
                unknownName ??= name;
            }

            position += DirectoryHeaderSize + nameLength + U16(header, 30) + U16(header, 32);
        }

        CheckNames(unknownName);
        CheckLayout(directory, position);
    }

    private (long Directory, int Count) ReadEnd()
    {
        if (file.Length < sizeof(uint) || U32(file.Read(0, sizeof(uint)), 0) is not (LocalHeaderSignature or EndSignature))
        {
            throw BundleErrors.NotABundle(path, "it does not start like a zip file");
        }

        if (file.Length < EndRecordSize || U32(file.Read(file.Length - EndRecordSize, EndRecordSize), 0) != EndSignature)
        {
            throw BundleErrors.Corrupted(path, "it does not end with a zip directory; it may be truncated");
        }

        // Disk numbers, entries on this disk and in total, size and offset of the directory, length of the comment.
        ReadOnlySpan<byte> end = file.Read(file.Length - EndRecordSize, EndRecordSize);
        int count = U16(end, 10);
        if (count > KnownNames.Length)
        {
            throw BundleErrors.NotABundle(path, $"a zip file with {count} entries, a bundle has {KnownNames.Length}");
        }

        long directory = U32(end, 16);
        bool isValid = U16(end, 4) == 0 && U16(end, 6) == 0 && U16(end, 8) == count && U16(end, 20) == 0
            && directory + U32(end, 12) == file.Length - EndRecordSize;
        return isValid ? (directory, count) : throw BundleErrors.Corrupted(path, "the end of the zip file does not match its directory");
    }

    private void Add(string name, ReadOnlySpan<byte> directoryHeader)
    {
        uint size = U32(directoryHeader, 24);
        if (U16(directoryHeader, 10) != 0 || U32(directoryHeader, 20) != size || (U16(directoryHeader, 8) & ~AllowedFlags) != 0)
        {
            throw BundleErrors.Corrupted(path, $"{name} is compressed, encrypted or of unknown length; a bundle stores its entries uncompressed");
        }

        if (size > Array.MaxLength)
        {
            throw BundleErrors.Corrupted(path, $"{name} has {size} bytes, more than the maximum of {Array.MaxLength}");
        }

        long headerOffset = U32(directoryHeader, 42);
        ReadOnlySpan<byte> localHeader = Bytes(headerOffset, LocalHeaderSize, LocalHeaderSignature);
        int nameLength = U16(localHeader, 26);

        // Both headers repeat flags, method, time, CRC, both sizes and the length of the name.
        bool headersMatch = localHeader[6..28].SequenceEqual(directoryHeader[8..30])
            && Encoding.UTF8.GetString(Bytes(headerOffset + LocalHeaderSize, nameLength)) == name;
        long offset = headerOffset + LocalHeaderSize + nameLength + U16(localHeader, 28);
        if (!headersMatch || offset + size > file.Length)
        {
            throw BundleErrors.Corrupted(path, $"the two headers of {name} differ, or it extends beyond the end of the file");
        }

        if (!entries.TryAdd(name, new ArchiveEntry(headerOffset, offset, (int)size, U32(directoryHeader, 16))))
        {
            throw BundleErrors.Corrupted(path, $"it contains {name} twice");
        }
    }

    private void CheckNames(string? unknownName)
    {
        if (!entries.ContainsKey(BundleFormat.Manifest))
        {
            throw BundleErrors.NotABundle(path, $"a zip file without {BundleFormat.Manifest}");
        }

        if (unknownName is not null)
        {
            throw BundleErrors.Corrupted(path, $"it has an unknown entry '{BundleErrors.Sanitize(unknownName)}'; expected {string.Join(", ", KnownNames)}");
        }
    }

    private void CheckLayout(long directory, long directoryEnd)
    {
        long position = 0;
        foreach (ArchiveEntry entry in entries.Values.OrderBy(entry => entry.HeaderOffset))
        {
            if (entry.HeaderOffset != position)
            {
                throw BundleErrors.Corrupted(path, $"its entries overlap or leave a gap at byte {position}");
            }

            position = entry.Offset + entry.Length;
        }

        if (position != directory || directoryEnd != file.Length - EndRecordSize)
        {
            throw BundleErrors.Corrupted(path, "the zip directory is not between the entries and the end of the file");
        }
    }

    private ReadOnlySpan<byte> Bytes(long offset, int length, uint signature)
    {
        ReadOnlySpan<byte> bytes = Bytes(offset, length);
        return U32(bytes, 0) == signature ? bytes : throw BundleErrors.Corrupted(path, $"there is no zip header at byte {offset}");
    }

    private ReadOnlySpan<byte> Bytes(long offset, int length) =>
        offset <= file.Length - length ? file.Read(offset, length) : throw BundleErrors.Corrupted(path, $"{length} bytes at {offset} extend beyond its end");

    private static int U16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}

/// <summary>Location of an entry in a zip file.</summary>
/// <param name="HeaderOffset">Offset of its header.</param>
/// <param name="Offset">Offset of its content.</param>
/// <param name="Length">Length of its content.</param>
/// <param name="Crc">CRC-32 of its content, as stored in the file.</param>
internal readonly record struct ArchiveEntry(long HeaderOffset, long Offset, int Length, uint Crc);
