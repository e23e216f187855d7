using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using Elbo.Data.Readers;

namespace Elbo.Tests.Data.Readers;

public sealed class DatasetDownloaderTests : IDisposable
{
    private const string Ratings = "1::10::4::5\n2::20::3::6\n";

    private readonly TempDataFolder files = new();
    private readonly byte[] zip;
    private int requests;

    public DatasetDownloaderTests()
    {
        zip = File.ReadAllBytes(files.WriteZip("origin.zip", ("ml-1m/ratings.dat", Ratings)));
    }

    private string Cached => files.PathOf("cache/ml-1m.zip");

    public void Dispose() => files.Dispose();

    [Fact]
    public void A_named_set_is_downloaded_once_and_then_read_from_the_cache()
    {
        List<DownloadProgress> reports = [];
        for (int time = 0; time < 2; time++)
        {
            Assert.Equal("1: 10; 2: 20", TempDataFolder.Histories(Load(Answer, new Recorder(reports))));
        }

        Assert.Equal(2, requests); // the checksum and the zip
        Assert.Equal(zip, File.ReadAllBytes(Cached));
        Assert.Equal(new DownloadProgress("ml-1m.zip", zip.Length, zip.Length), reports[^1]);
    }

    [Fact]
    public void A_file_put_into_the_cache_by_hand_needs_no_network()
    {
        Directory.CreateDirectory(files.PathOf("cache"));
        File.WriteAllBytes(Cached, zip);
        Assert.Equal("ml-1m", Load(_ => throw new HttpRequestException("no network")).Name);
    }

    [Fact]
    public void A_wrong_checksum_is_reported_and_leaves_nothing() => AssertFails(
        request => IsChecksum(request) ? Text($"{new string('0', 32)}  ml-1m.zip") : Answer(request), $"but {new string('0', 32)} is published");

    [Fact]
    public void A_missing_checksum_is_reported() => AssertFails(
        request => IsChecksum(request) ? new HttpResponseMessage(HttpStatusCode.NotFound) : Answer(request), "404");

    [Fact]
    public void A_checksum_file_without_a_checksum_is_reported() => AssertFails(
        request => IsChecksum(request) ? Text("<html>") : Answer(request), "contains no checksum");

    [Fact]
    public void A_missing_file_is_reported() => AssertFails(
        request => IsChecksum(request) ? Answer(request) : new HttpResponseMessage(HttpStatusCode.NotFound), "404");

    [Fact]
    public void A_missing_network_connection_is_reported() => AssertFails(_ => throw new HttpRequestException("no such host"), "no such host");

    [Fact]
    public void A_truncated_download_is_reported_and_leaves_nothing() => AssertFails(
        request =>
        {
            if (IsChecksum(request))
            {
                return Answer(request);
            }

            HttpResponseMessage half = new() { Content = new ByteArrayContent(zip[..(zip.Length / 2)]) };
            half.Content.Headers.ContentLength = zip.Length;
            return half;
        },
        $"truncated after {zip.Length / 2} of {zip.Length} bytes");

    [Fact]
    public async Task A_cancelled_download_leaves_nothing()
    {
        using CancellationTokenSource database = new();
        DatasetDownloader download = new(Client(request =>
        {
            database.Cancel();
            return Answer(request);
        }), files.PathOf("cache"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download.FetchAsync("ml-1m", null, database.Token));
        Assert.Empty(Directory.EnumerateFiles(files.PathOf("cache")));
    }

    private void AssertFails(Func<HttpRequestMessage, HttpResponseMessage> answer, string part)
    {
        string message = Assert.Throws<ElboException>(() => Load(answer)).Message;
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.Contains("https://files.grouplens.org/datasets/movielens/ml-1m.zip", message, StringComparison.Ordinal);
        Assert.Contains($"put the file at {Cached} by hand", message, StringComparison.Ordinal);
        Assert.Contains("--data PATH", message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(files.PathOf("cache")));
    }

    private Elbo.Data.InteractionDataset Load(Func<HttpRequestMessage, HttpResponseMessage> answer, IProgress<DownloadProgress>? progress = null) =>
        new DataLoader(Client(answer), files.PathOf("cache"))
            .Load("ml-1m", new ReadOptions { TempDir = files.Scratch }, progress: progress);

    [SuppressMessage("Security", "CA5351", Justification = "GroupLens publishes MD5.")]
    private HttpResponseMessage Answer(HttpRequestMessage request) => IsChecksum(request)
        ? Text($"MD5 (ml-1m.zip) = {Convert.ToHexStringLower(MD5.HashData(zip))}")
        : new HttpResponseMessage { Content = new ByteArrayContent(zip) };

    private HttpClient Client(Func<HttpRequestMessage, HttpResponseMessage> answer) => new(new Stub(request =>
    {
        requests++;
        return answer(request);
    }));

    private static bool IsChecksum(HttpRequestMessage request) =>
        request.RequestUri!.AbsoluteUri == "https://files.grouplens.org/datasets/movielens/ml-1m.zip.md5";

    private static HttpResponseMessage Text(string text) => new() { Content = new StringContent(text) };

    private sealed class Stub(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = answer(request);
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(response);
        }
    }

    private sealed class Recorder(List<DownloadProgress> reports) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => reports.Add(value);
    }
}
