using System.Buffers.Binary;
using System.Text;

namespace Elbo.Inference.Bundles;

/// <summary>
/// The directory of a zip file (PKWARE's APPNOTE, sections 4.3 and 4.4) whose entries are stored. Stricter than readers for all zip
/// files: only the names of a bundle, each once, and entries and directory fill the file without gap, overlap or comment. So nothing is
/// unpacked, no name is ever a path, and what is allocated does not depend on what the file claims.
/// </summary>
internal sealed class StoredZip
{
    private const uint LocalMark = 0x04034b50;
    private const uint DirectoryMark = 0x02014b50;
    private const uint EndMark = 0x06054b50;
    private const int LocalSize = 30;
    private const int DirectorySize = 46;
    private const int EndSize = 22;

    // Bits 1 and 2 tell how an entry was compressed, bit 11 that names are UTF-8; all others change how it is to be read.
    private const int HarmlessFlags = 0x0806;

    private static readonly string[] Known = [BundleFormat.Manifest, BundleFormat.Model, BundleFormat.Items, BundleFormat.Neighbours];

    private readonly MappedFile file;
    private readonly string path;
    private readonly Dictionary<string, ZipPart> parts = new(StringComparer.Ordinal);

    private StoredZip(MappedFile file, string path)
    {
        this.file = file;
        this.path = path;
    }

    /// <summary>The entries by name, the manifest among them.</summary>
    /// <exception cref="ElboException">The file is no zip file, no bundle, or damaged.</exception>
    public static IReadOnlyDictionary<string, ZipPart> Read(MappedFile file, string path)
    {
        StoredZip zip = new(file, path);
        zip.ReadDirectory();
        return zip.parts;
    }

    private void ReadDirectory()
    {
        (long directory, int count) = ReadEnd();
        long position = directory;
        string? stranger = null;
        for (int entry = 0; entry < count; entry++)
        {
            ReadOnlySpan<byte> head = Bytes(position, DirectorySize, DirectoryMark);
            int nameLength = U16(head, 28);
            string name = Encoding.UTF8.GetString(Bytes(position + DirectorySize, nameLength));
            if (Known.Contains(name))
            {
                Add(name, head);
            }
            else
            {
                stranger ??= name;
            }

            position += DirectorySize + nameLength + U16(head, 30) + U16(head, 32);
        }

        CheckNames(stranger);
        CheckLayout(directory, position);
    }

    private (long Directory, int Count) ReadEnd()
    {
        if (file.Length < sizeof(uint) || U32(file.Bytes(0, sizeof(uint)), 0) is not (LocalMark or EndMark))
        {
            throw BundleError.NoBundle(path, "it does not begin as a zip file does");
        }

        if (file.Length < EndSize || U32(file.Bytes(file.Length - EndSize, EndSize), 0) != EndMark)
        {
            throw BundleError.Damaged(path, "it does not end with a zip file's directory, perhaps it was cut off");
        }

        // The disks' numbers, the entries on this disk and on all, the directory's size and place, the comment's length.
        ReadOnlySpan<byte> end = file.Bytes(file.Length - EndSize, EndSize);
        int count = U16(end, 10);
        if (count > Known.Length)
        {
            throw BundleError.NoBundle(path, $"a zip file of {count} entries, a bundle has {Known.Length}");
        }

        long directory = U32(end, 16);
        bool sound = U16(end, 4) == 0 && U16(end, 6) == 0 && U16(end, 8) == count && U16(end, 20) == 0
            && directory + U32(end, 12) == file.Length - EndSize;
        return sound ? (directory, count) : throw BundleError.Damaged(path, "the zip file's end does not fit its directory");
    }

    private void Add(string name, ReadOnlySpan<byte> head)
    {
        uint size = U32(head, 24);
        if (U16(head, 10) != 0 || U32(head, 20) != size || (U16(head, 8) & ~HarmlessFlags) != 0)
        {
            throw BundleError.Damaged(path, $"{name} is compressed, encrypted or of unknown length, where a bundle stores its parts as they are");
        }

        if (size > Array.MaxLength)
        {
            throw BundleError.Damaged(path, $"{name} has {size} bytes, more than the {Array.MaxLength} that can be read");
        }

        long header = U32(head, 42);
        ReadOnlySpan<byte> local = Bytes(header, LocalSize, LocalMark);
        int nameLength = U16(local, 26);

        // Flags, method, time, CRC, both sizes and the length of the name stand in both headers alike.
        bool alike = local[6..28].SequenceEqual(head[8..30])
            && Encoding.UTF8.GetString(Bytes(header + LocalSize, nameLength)) == name;
        long offset = header + LocalSize + nameLength + U16(local, 28);
        if (!alike || offset + size > file.Length)
        {
            throw BundleError.Damaged(path, $"the two headers of {name} differ, or it goes beyond the file's end");
        }

        if (!parts.TryAdd(name, new ZipPart(header, offset, (int)size, U32(head, 16))))
        {
            throw BundleError.Damaged(path, $"{name} stands in it twice");
        }
    }

    private void CheckNames(string? stranger)
    {
        if (!parts.ContainsKey(BundleFormat.Manifest))
        {
            throw BundleError.NoBundle(path, $"a zip file without {BundleFormat.Manifest}");
        }

        if (stranger is not null)
        {
            throw BundleError.Damaged(path, $"it has an entry '{BundleError.Clean(stranger)}'; known are {string.Join(", ", Known)}");
        }
    }

    private void CheckLayout(long directory, long directoryEnd)
    {
        long position = 0;
        foreach (ZipPart part in parts.Values.OrderBy(part => part.Header))
        {
            if (part.Header != position)
            {
                throw BundleError.Damaged(path, $"its entries overlap or leave a hole at byte {position}");
            }

            position = part.Offset + part.Length;
        }

        if (position != directory || directoryEnd != file.Length - EndSize)
        {
            throw BundleError.Damaged(path, "the zip file's directory does not stand between the entries and the end");
        }
    }

    private ReadOnlySpan<byte> Bytes(long offset, int length, uint mark)
    {
        ReadOnlySpan<byte> bytes = Bytes(offset, length);
        return U32(bytes, 0) == mark ? bytes : throw BundleError.Damaged(path, $"no zip header stands at byte {offset}");
    }

    private ReadOnlySpan<byte> Bytes(long offset, int length) =>
        offset <= file.Length - length ? file.Bytes(offset, length) : throw BundleError.Damaged(path, $"{length} bytes at {offset} are beyond its end");

    private static int U16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}
