using System.IO.Compression;
using System.IO.Hashing;

namespace Elbo.Data.Readers;

/// <summary>Extracts single files from a zip that may be corrupted or malicious.</summary>
internal static class SafeZip
{
    /// <summary>Maximum uncompressed size of an entry: 16 GiB, ten times the ratings of MovieLens 32M.</summary>
    public const long MaxEntryBytes = 16L << 30;

    /// <summary>Maximum compression ratio of an entry; text has 3 to 10, a zip bomb up to 1032.</summary>
    public const int MaxCompressionRatio = 100;

    /// <summary>Extracts into <paramref name="folder"/> the entries selected by <paramref name="selectEntries"/>, under their bare names.</summary>
    /// <param name="path">The zip.</param>
    /// <param name="folder">An existing folder.</param>
    /// <param name="selectEntries">Gets the names of all files in the zip and returns the ones to extract.</param>
    /// <param name="cancellationToken">Stops the extraction.</param>
    /// <exception cref="ElboException">The zip is corrupted, has paths outside its folder, or is too large uncompressed.</exception>
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
            throw new ElboException($"{path}: the zip is corrupted or truncated; delete it and download it again", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be extracted ({error.Message}); check permissions and free space (--temp-dir)", error);
        }
    }

    private static void RequireInsideFolder(string zip, string entry)
    {
        string[] parts = entry.Split('/', '\\');
        if (parts.Contains("..") || parts[0].Length == 0 || parts[0].Contains(':'))
        {
            throw new ElboException($"{zip}: entry '{entry}' is outside the zip's own folder; download the zip from its original source");
        }
    }

    private static void ExtractEntry(string zip, ZipArchiveEntry entry, string target, CancellationToken cancellationToken)
    {
        long limit = Math.Min(MaxEntryBytes, Math.Max(entry.CompressedLength, 1) * MaxCompressionRatio);
        using Stream from = entry.Open();
        using FileStream to = new(target, FileMode.CreateNew);
        byte[] buffer = new byte[1 << 16];
        Crc32 checksum = new();
        long total = 0;
        for (int count; (count = from.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            total += count;
            // Counted while extracting: the length stated in the zip may be false.
            if (total > limit)
            {
                throw new ElboException(
                    $"{zip}: entry '{entry.FullName}' is uncompressed more than {MaxCompressionRatio} times its compressed size or {MaxEntryBytes >> 30} GiB; extract it yourself if you trust it");
            }

            checksum.Append(buffer.AsSpan(0, count));
            to.Write(buffer, 0, count);
        }

        if (total != entry.Length || checksum.GetCurrentHashAsUInt32() != entry.Crc32)
        {
            throw new InvalidDataException($"entry '{entry.FullName}' does not match its checksum");
        }
    }
}
