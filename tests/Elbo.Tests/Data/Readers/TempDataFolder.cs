using System.IO.Compression;
using System.Text;
using DuckDB.NET.Data;
using Elbo.Data;
using Elbo.Data.Readers;

namespace Elbo.Tests.Data.Readers;

/// <summary>A folder of test files, deleted on dispose.</summary>
public sealed class TempDataFolder : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("elbo-tests-").FullName;

    /// <summary>The loader's folder for temporary files.</summary>
    public string Scratch => Directory.CreateDirectory(PathOf("scratch")).FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string Write(string name, string text, Encoding? encoding = null)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, encoding ?? new UTF8Encoding(false));
        return path;
    }

    public string WriteGzip(string name, string text)
    {
        using GZipStream stream = new(File.Create(PathOf(name)), CompressionLevel.Fastest);
        stream.Write(Encoding.UTF8.GetBytes(text));
        return PathOf(name);
    }

    public string WriteZip(string name, params (string Entry, string Text)[] entries)
    {
        using ZipArchive zip = ZipFile.Open(PathOf(name), ZipArchiveMode.Create);
        foreach ((string entry, string text) in entries)
        {
            using Stream stream = zip.CreateEntry(entry).Open();
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return PathOf(name);
    }

    public string WriteParquet(string name, string query)
    {
        using DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"COPY ({query}) TO '{PathOf(name)}' (FORMAT parquet)";
        command.ExecuteNonQuery();
        return PathOf(name);
    }

    public InteractionDataset Load(string path, ReadOptions? read = null, PreprocessingOptions? preprocessing = null) => new DataLoader(new HttpClient())
        .Load(path, (read ?? new ReadOptions()) with { TempDir = Scratch, Threads = 2 }, preprocessing);

    public string ErrorOf(string path, ReadOptions? read = null, PreprocessingOptions? preprocessing = null) =>
        Assert.Throws<ElboException>(() => Load(path, read, preprocessing)).Message;

    /// <summary>The data set as text: "user: item item; user: item".</summary>
    public static string Histories(InteractionDataset data) => string.Join("; ", Enumerable.Range(0, data.Users.Count).Select(row =>
        $"{data.Users[row]}: {string.Join(' ', data.Interactions.Row(row).ToArray().Select(item => data.Items[item]))}"));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
