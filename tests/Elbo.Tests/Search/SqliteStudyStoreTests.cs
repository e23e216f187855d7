using Elbo.Search;
using Microsoft.Data.Sqlite;

namespace Elbo.Tests.Search;

public sealed class SqliteStudyStoreTests : StudyStoreContract
{
    private readonly string folder = Directory.CreateTempSubdirectory("elbo-store-").FullName;

    [Fact]
    public void A_file_that_is_no_store_is_told_and_left_as_it_is()
    {
        string path = Path.Combine(folder, "notes.txt");
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("these are notes\n", 100)));

        Assert.Contains($"{path}: is no store of studies or is damaged", Refusal(path), StringComparison.Ordinal);
        Assert.StartsWith("these are notes", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_store_is_told()
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
        Assert.Contains("is no store of studies or is damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_locked_store_is_told_after_a_while()
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
    public void Reading_does_not_wait_for_somebody_who_writes()
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
    public void A_store_that_has_to_be_there_is_not_made()
    {
        string path = NewLocation();

        Assert.Contains("there is no store of studies", Assert.Throws<ElboException>(() => StudyStore.Open(path, create: false)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_place_that_cannot_be_written_to_is_told()
    {
        string file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");

        Assert.Contains("cannot be made", Refusal(Path.Combine(file, "studies.db")), StringComparison.Ordinal);
    }

    protected override string NewLocation() => Path.Combine(folder, $"{Guid.NewGuid():N}.db");

    protected override void Clean() => Directory.Delete(folder, recursive: true);

    private static string Refusal(string path) => Assert.Throws<ElboException>(() => StudyStore.Open(path)).Message;
}
