using System.Text;
using Elbo.Server.Events;

namespace Elbo.Tests.Server;

public sealed class SqliteEventStoreTests : EventStoreContract, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("elbo-events-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Nothing_of_a_deleted_user_remains_in_the_files()
    {
        string location = NewLocation();
        await using EventStore store = await OpenAsync(location);
        await store.WriteAsync([new PendingWrite([.. Enumerable.Range(0, 1000).Select(i => new UserEvent("a particular user", $"{i}", i))], null)]);
        Assert.True(FilesContain("a particular user"));

        await store.WriteAsync([new PendingWrite([], "a particular user")]);

        Assert.False(FilesContain("a particular user"));
    }

    [Fact]
    public async Task A_file_that_is_not_a_store_is_reported()
    {
        string location = NewLocation();
        await File.WriteAllTextAsync(location, new string('x', 5000), TestContext.Current.CancellationToken);

        Assert.Contains("is not an event store", (await Assert.ThrowsAsync<ElboException>(() => OpenAsync(location))).Message, StringComparison.Ordinal);
    }

    protected override string NewLocation() => Path.Combine(folder.FullName, $"{Guid.NewGuid()}.db");

    private bool FilesContain(string text) => folder.GetFiles().Any(file =>
    {
        using FileStream stream = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    });
}
