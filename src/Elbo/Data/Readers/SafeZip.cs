using System.IO.Compression;

namespace Elbo.Data.Readers;

/// <summary>Takes single files out of a zip that may be damaged or hostile.</summary>
internal static class SafeZip
{
    /// <summary>Most bytes that one entry may unpack to: 16 GiB, ten times the ratings of MovieLens 32M.</summary>
    public const long MaxEntryBytes = 16L << 30;

    /// <summary>Most that an entry may grow in unpacking; text packs 3 to 10 times, a zip bomb up to 1032 times.</summary>
    public const int MaxCompressionRatio = 100;

    /// <summary>Unpacks into <paramref name="folder"/> the entries chosen by <paramref name="selectEntries"/>, under their bare names.</summary>
    /// <param name="path">The zip.</param>
    /// <param name="folder">An existing folder.</param>
    /// <param name="selectEntries">Gets the names of all files in the zip and returns those needed.</param>
    /// <param name="cancellationToken">Ends unpacking early.</param>
    /// <exception cref="ElboException">The zip is damaged, points outside its folder, or unpacks to too much.</exception>
    public static void Extract(
        string path, string folder, Func<IReadOnlyList<string>, IEnumerable<string>> selectEntries, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(path);
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                RequireInsideFolder(name, entry.FullName);
            }

            string[] files = [.. zip.Entries.Select(entry => entry.FullName).Where(file => !file.EndsWith('/'))];
            foreach (string selected in selectEntries(files))
            {
                ExtractEntry(name, zip.GetEntry(selected)!, Path.Combine(folder, Path.GetFileName(selected)), cancellationToken);
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new ElboException($"{path}: the zip is damaged or cut off; delete it and get it again", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be unpacked ({error.Message}); check permissions and free space (--temporary-folder)", error);
        }
    }

    private static void RequireInsideFolder(string zip, string entry)
    {
        string[] parts = entry.Split('/', '\\');
        if (parts.Contains("..") || parts[0].Length == 0 || parts[0].Contains(':'))
        {
            throw new ElboException($"{zip}: entry '{entry}' points outside the zip's own folder; the zip is refused, get it from its origin");
        }
    }

    private static void ExtractEntry(string zip, ZipArchiveEntry entry, string target, CancellationToken cancellationToken)
    {
        long limit = Math.Min(MaxEntryBytes, Math.Max(entry.CompressedLength, 1) * MaxCompressionRatio);
        using Stream from = entry.Open();
        using FileStream to = new(target, FileMode.CreateNew);
        byte[] buffer = new byte[1 << 16];
        uint checksum = 0;
        long total = 0;
        for (int count; (count = from.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            total += count;
            // Counted while unpacking: the length that the zip states may be a lie.
            if (total > limit)
            {
                throw new ElboException(
                    $"{zip}: entry '{entry.FullName}' unpacks to more than {MaxCompressionRatio} times its packed size or {MaxEntryBytes >> 30} GiB; unpack it by hand if you trust it");
            }

            checksum = Crc32.Append(checksum, buffer.AsSpan(0, count));
            to.Write(buffer, 0, count);
        }

        if (total != entry.Length || checksum != entry.Crc32)
        {
            throw new InvalidDataException($"entry '{entry.FullName}' does not match its checksum");
        }
    }
}
