using Elbo.Search;
using Microsoft.Data.Sqlite;

namespace Elbo.Tests.Search;

public sealed class SqliteStudyStoreTests : StudyStoreContract
{
    private readonly string folder = Directory.CreateTempSubdirectory("elbo-store-").FullName;

    [Fact]
    public void A_file_that_is_not_a_store_is_an_error_and_stays_unchanged()
    {
        string path = Path.Combine(folder, "notes.txt");
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("these are notes\n", 100)));

        Assert.Contains($"{path}: is not a study store or is corrupted", Refusal(path), StringComparison.Ordinal);
        Assert.StartsWith("these are notes", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_corrupted_store_is_an_error()
    {
        string path = NewLocation();
        using (StudyStore store = StudyStore.Open(path))
        {
            store.Create(Definition("first"));
        }

        // All pages but the first, which holds the list of tables.
        using (FileStream file = File.Open(path, FileMode.Open))
        {
            file.Position = 4096;
            file.Write(Enumerable.Repeat((byte)0xA5, (int)file.Length - 4096).ToArray());
        }

        ElboException error = Assert.Throws<ElboException>(() =>
        {
            using StudyStore store = StudyStore.Open(path);
            store.GetDefinition("first");
        });
        Assert.Contains("is not a study store or is corrupted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_locked_store_is_an_error_after_the_timeout()
    {
        string path = NewLocation();
        using StudyStore store = StudyStore.Open(path, new StudyStoreOptions { BusyTimeout = TimeSpan.FromSeconds(1) });
        using SqliteConnection other = new($"Data Source={path};Pooling=False");
        other.Open();
        using SqliteTransaction held = other.BeginTransaction();

        Assert.Contains(
            "is locked by another program for more than 1 s",
            Assert.Throws<ElboException>(() => store.Create(Definition("first"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Readers_do_not_wait_for_a_writer()
    {
        string path = NewLocation();
        using StudyStore store = StudyStore.Open(path, new StudyStoreOptions { BusyTimeout = TimeSpan.FromSeconds(1) });
        store.Create(Definition("first"));
        using SqliteConnection other = new($"Data Source={path};Pooling=False");
        other.Open();
        using SqliteTransaction held = other.BeginTransaction();

        Assert.Equal(["first"], store.GetStudyNames());
        Assert.Empty(store.GetTrials("first"));
    }

    [Fact]
    public void A_store_that_must_exist_is_not_created()
    {
        string path = NewLocation();

        Assert.Contains("no study store found", Assert.Throws<ElboException>(() => StudyStore.Open(path, create: false)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_path_that_cannot_be_written_is_an_error()
    {
        string file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");

        Assert.Contains("cannot be created", Refusal(Path.Combine(file, "studies.db")), StringComparison.Ordinal);
    }

    protected override string NewLocation() => Path.Combine(folder, $"{Guid.NewGuid():N}.db");

    protected override void Clean() => Directory.Delete(folder, recursive: true);

    private static string Refusal(string path) => Assert.Throws<ElboException>(() => StudyStore.Open(path)).Message;
}
