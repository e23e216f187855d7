using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Elbo.IO;

namespace Elbo.Data.Readers;

/// <summary>The MovieLens archives by name, downloaded once from GroupLens and kept in a cache folder.</summary>
/// <param name="http">Fetches the files.</param>
/// <param name="cacheFolder">Where archives are kept; default <see cref="DefaultCacheFolder"/>.</param>
public sealed partial class DatasetDownload(HttpClient http, string? cacheFolder = null)
{
    private const string Origin = "https://files.grouplens.org/datasets/movielens/";

    /// <summary>How long a server may stay silent.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string folder = cacheFolder ?? DefaultCacheFolder;

    /// <summary>The names that can be asked for.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["ml-100k", "ml-1m", "ml-10m", "ml-20m", "ml-25m", "ml-32m", "ml-latest-small"];

    /// <summary>The folder ELBO_CACHE, or elbo in the user's cache folder (XDG_CACHE_HOME, ~/.cache, ~/Library/Caches, local application data).</summary>
    public static string DefaultCacheFolder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("ELBO_CACHE") is { Length: > 0 } chosen)
            {
                return chosen;
            }

            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            string caches = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
                : Path.Combine(home, ".cache");
            return Path.Combine(caches, "elbo");
        }
    }

    /// <summary>Where an archive lies in a cache folder once it has been fetched.</summary>
    public static string PathOf(string name, string? cacheFolder = null) =>
        Path.GetFullPath(Path.Combine(cacheFolder ?? DefaultCacheFolder, $"{name}.zip"));

    /// <summary>The path of an archive, which is downloaded if it is not in the cache; its MD5 is compared with the one published.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="progress">Told of the bytes received.</param>
    /// <param name="cancellation">Ends the download early, leaving nothing.</param>
    /// <exception cref="ElboException">The download fails or does not match its checksum; the message says where to put the file by hand.</exception>
    public async Task<string> FetchAsync(string name, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (!Names.Contains(name))
        {
            throw new ArgumentException($"'{name}' is none of {string.Join(", ", Names)}", nameof(name));
        }

        string path = PathOf(name, folder);
        if (File.Exists(path))
        {
            return path;
        }

        string address = $"{Origin}{name}.zip";
        string partial = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(folder);
            string published = await PublishedChecksumAsync($"{address}.md5", cancellation).ConfigureAwait(false);
            string received = await ReceiveAsync(address, partial, $"{name}.zip", progress, cancellation).ConfigureAwait(false);
            if (received != published)
            {
                throw new ElboException($"the file has MD5 {received} where {published} is published");
            }

            AtomicFile.Replace(path, temporary => File.Move(partial, temporary));
            return path;
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested
            && error is HttpRequestException or IOException or UnauthorizedAccessException or ElboException or OperationCanceledException)
        {
            string reason = error is OperationCanceledException ? $"no answer within {Patience.TotalSeconds} seconds" : error.Message;
            throw new ElboException(
                $"{name}: downloading {address} failed ({reason}); try again, or put the file at {path} by hand, or give a file or folder with --data PATH", error);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private async Task<string> PublishedChecksumAsync(string address, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        Match checksum = Md5().Match(await http.GetStringAsync(address, patience.Token).ConfigureAwait(false));
        return checksum.Success ? checksum.Value.ToLowerInvariant() : throw new ElboException($"{address} holds no checksum");
    }

    /// <summary>Downloads into a file and returns its MD5.</summary>
    private async Task<string> ReceiveAsync(
        string address, string target, string name, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using HttpResponseMessage response = await http
            .GetAsync(address, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        long? total = response.Content.Headers.ContentLength;
        using Stream from = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
        using FileStream to = new(target, FileMode.CreateNew);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        byte[] buffer = new byte[1 << 16];
        long received = 0;
        for (int count; (count = await from.ReadAsync(buffer, patience.Token).ConfigureAwait(false)) > 0;)
        {
            patience.CancelAfter(Patience);
            hash.AppendData(buffer, 0, count);
            to.Write(buffer, 0, count);
            received += count;
            progress?.Report(new DownloadProgress(name, received, total));
        }

        return received == total || total is null
            ? Convert.ToHexStringLower(hash.GetHashAndReset())
            : throw new ElboException($"cut off after {received} of {total} bytes");
    }

    [GeneratedRegex(@"\b[0-9a-fA-F]{32}\b")]
    private static partial Regex Md5();
}
