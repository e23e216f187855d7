using System.Text;

namespace Elbo.Tests.Data.Readers;

public sealed class SafeZipTests : IDisposable
{
    private const string Ratings = "userId,movieId,rating,timestamp\n1,10,4.0,5\n2,20,3.0,6\n3,30,1.5,7\n";

    private readonly TempDataFolder files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("../evil.txt")]
    [InlineData("ml/../../evil.txt")]
    [InlineData("/evil.txt")]
    [InlineData("C:/evil.txt")]
    [InlineData("..\\evil.txt")]
    public void Entries_that_point_outside_are_refused(string entry)
    {
        string message = files.ErrorOf(files.WriteZip("a.zip", ("ratings.csv", Ratings), (entry, "x")));
        Assert.Contains("is outside the zip's own folder", message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(files.Scratch));
        Assert.Empty(Directory.EnumerateFiles(files.Folder, "evil*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.95)]
    public void A_truncated_zip_is_reported(double kept)
    {
        string zip = files.WriteZip("a.zip", ("ratings.csv", Ratings));
        byte[] bytes = File.ReadAllBytes(zip);
        File.WriteAllBytes(zip, bytes[..(int)(bytes.Length * kept)]);
        Assert.Contains("corrupted or truncated", files.ErrorOf(zip), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_byte_is_found_by_the_checksum()
    {
        string zip = files.PathOf("a.zip");
        using (System.IO.Compression.ZipArchive archive = System.IO.Compression.ZipFile.Open(zip, System.IO.Compression.ZipArchiveMode.Create))
        {
            using Stream stream = archive.CreateEntry("ratings.csv", System.IO.Compression.CompressionLevel.NoCompression).Open();
            stream.Write(Encoding.UTF8.GetBytes(Ratings));
        }

        byte[] bytes = File.ReadAllBytes(zip);
        int place = Encoding.Latin1.GetString(bytes).IndexOf("10,4.0", StringComparison.Ordinal);
        bytes[place] = (byte)'9';
        File.WriteAllBytes(zip, bytes);
        Assert.Contains("corrupted or truncated", files.ErrorOf(zip), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(files.Scratch));
    }

    [Fact]
    public void A_zip_bomb_is_refused()
    {
        string zip = files.WriteZip("a.zip", ("ratings.csv", Ratings + new string('\n', 10_000_000)));
        Assert.Contains("more than 100 times its compressed size", files.ErrorOf(zip), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(files.Scratch));
    }

    [Fact]
    public void A_zip_without_ratings_is_reported()
    {
        string message = files.ErrorOf(files.WriteZip("a.zip", ("notes.txt", "x"), ("deep/down/ratings.csv", Ratings)));
        Assert.Contains("a.zip: contains none of ratings.csv, ratings.dat, u.data", message, StringComparison.Ordinal);
    }
}
