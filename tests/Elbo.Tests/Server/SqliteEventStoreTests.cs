using System.Data.Common;
using System.Text;
using Elbo.Server.Events;
using Elbo.Storage;

namespace Elbo.Tests.Server;

public sealed class SqliteEventStoreTests : EventStoreContract, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("elbo-events-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Nothing_of_a_deleted_user_remains_in_the_files()
    {
        string location = NewLocation();
        await using EventStore store = Open(location);
        await store.WriteAsync([new PendingWrite([.. Enumerable.Range(0, 1000).Select(i => new UserEvent("a particular user", $"{i}", i))], null)]);
        Assert.True(FilesContain("a particular user"));

        await store.WriteAsync([new PendingWrite([], "a particular user")]);

        Assert.False(FilesContain("a particular user"));
    }

    [Fact]
    public async Task A_deletion_is_acknowledged_only_when_the_user_is_gone_from_the_files_though_others_read()
    {
        string location = NewLocation();
        await using EventStore store = Open(location);
        using CancellationTokenSource done = new();
        Task[] readers = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await store.GetHistoryAsync("other", 10, CancellationToken.None);
            }
        }))];
        for (int i = 0; i < 40; i++)
        {
            string user = $"a particular user {i}.";
            await StoreAsync(store, new UserEvent(user, "x", 1), new UserEvent("other", $"{i}", 1));
            await store.WriteAsync([new PendingWrite([], user)]);
            Assert.False(FilesContain(user), user);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task A_deletion_is_not_acknowledged_while_a_reader_keeps_the_old_pages()
    {
        string location = NewLocation();
        using SqliteDatabase database = OpenDatabase(location, TimeSpan.FromSeconds(1));
        EventStore store = new(database);
        store.Open();
        await StoreAsync(store, new UserEvent("a particular user", "x", 1));
        await using (DbConnection reader = database.Open())
        {
            await using DbTransaction reading = database.BeginReadOnly(reader);
            await using DbCommand command = reader.CreateCommand();
            command.Transaction = reading;
            command.CommandText = "SELECT COUNT(*) FROM event";
            await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);

            ElboException error = await Assert.ThrowsAsync<ElboException>(() => store.WriteAsync([new PendingWrite([], "a particular user")]));
            Assert.Contains("another program reads the file", error.Message, StringComparison.Ordinal);
        }

        await store.WriteAsync([new PendingWrite([], "a particular user")]);
        Assert.False(FilesContain("a particular user"));
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_removed_file_is_reported_on_write_and_read()
    {
        string location = NewLocation();
        await using EventStore store = Open(location);
        await StoreAsync(store, new UserEvent("u", "a", 1));
        await store.GetHistoryAsync("u", 10, TestContext.Current.CancellationToken);
        File.Move(location, location + ".moved");

        Assert.Contains("moved or removed", (await Assert.ThrowsAsync<ElboException>(() => StoreAsync(store, new UserEvent("u", "b", 2)))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ElboException>(() => store.CheckAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ElboException>(() => StoreAsync(store, new UserEvent("u", "b", 2)));
        Assert.False(File.Exists(location));

        File.Move(location + ".moved", location);
        await StoreAsync(store, new UserEvent("u", "c", 3));
        Assert.Equal(["a", "c"], (await store.GetHistoryAsync("u", 10, TestContext.Current.CancellationToken)).Items);
    }

    [Fact]
    public async Task A_file_that_is_not_a_store_is_reported()
    {
        string location = NewLocation();
        await File.WriteAllTextAsync(location, new string('x', 5000), TestContext.Current.CancellationToken);

        Assert.Contains("is not an event store", Assert.Throws<ElboException>(() => Open(location)).Message, StringComparison.Ordinal);
    }

    internal static string RefuseItemTrigger(string item) =>
        $"CREATE TRIGGER refuse BEFORE INSERT ON event WHEN NEW.item = '{item}' BEGIN SELECT RAISE(ABORT, 'refused'); END";

    protected override string NewLocation() => Path.Combine(folder.FullName, $"{Guid.NewGuid()}.db");

    protected override string RefuseItem(string item) => RefuseItemTrigger(item);

    private static SqliteDatabase OpenDatabase(string location, TimeSpan timeout) => new(location, new DatabaseOptions("Elbo:EventStore", "an event store", timeout));

    private bool FilesContain(string text) => folder.GetFiles().Any(file =>
    {
        using FileStream stream = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    });
}
