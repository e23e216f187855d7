using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Elbo.IO;

namespace Elbo.Data.Readers;

/// <summary>The MovieLens archives by name, downloaded once from GroupLens and kept in a cache folder.</summary>
/// <param name="http">Downloads the files.</param>
/// <param name="cacheFolder">Where archives are cached; default <see cref="DefaultCacheFolder"/>.</param>
internal sealed partial class DatasetDownloader(HttpClient http, string? cacheFolder = null)
{
    private const string BaseAddress = "https://files.grouplens.org/datasets/movielens/";

    /// <summary>Maximum time without data from the server.</summary>
    private static readonly TimeSpan SilenceTimeout = TimeSpan.FromSeconds(60);

    private readonly string folder = cacheFolder ?? DefaultCacheFolder;

    /// <summary>The names of all archives.</summary>
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

    /// <summary>Path of an archive in the cache folder.</summary>
    public static string GetPath(string name, string? cacheFolder = null) =>
        Path.GetFullPath(Path.Combine(cacheFolder ?? DefaultCacheFolder, $"{name}.zip"));

    /// <summary>The path of an archive, which is downloaded if it is not in the cache; its MD5 is compared with the published one.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="progress">Receives the number of bytes downloaded.</param>
    /// <param name="cancellationToken">Stops the download and leaves no file.</param>
    /// <exception cref="ElboException">The download fails or does not match its checksum; the message says where to put a file downloaded by other means.</exception>
    public async Task<string> FetchAsync(string name, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (!Names.Contains(name))
        {
            throw new ArgumentException($"'{name}' is none of {string.Join(", ", Names)}", nameof(name));
        }

        string path = GetPath(name, folder);
        if (File.Exists(path))
        {
            return path;
        }

        string address = $"{BaseAddress}{name}.zip";
        string partial = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(folder);
            string published = await FetchChecksumAsync($"{address}.md5", cancellationToken).ConfigureAwait(false);
            string received = await DownloadAsync(address, partial, $"{name}.zip", progress, cancellationToken).ConfigureAwait(false);
            if (received != published)
            {
                throw new ElboException($"the file has MD5 {received}, but {published} is published");
            }

            AtomicFile.Replace(path, temporary => File.Move(partial, temporary));
            return path;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested
            && error is HttpRequestException or IOException or UnauthorizedAccessException or ElboException or OperationCanceledException)
        {
            string reason = error is OperationCanceledException ? $"no answer within {SilenceTimeout.TotalSeconds} seconds" : error.Message;
            throw new ElboException(
                $"{name}: downloading {address} failed ({reason}); try again, or put the file at {path} by hand, or give a file or folder with --data PATH", error);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private async Task<string> FetchChecksumAsync(string address, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(SilenceTimeout);
        Match checksum = Md5().Match(await http.GetStringAsync(address, timeout.Token).ConfigureAwait(false));
        return checksum.Success ? checksum.Value.ToLowerInvariant() : throw new ElboException($"{address} contains no checksum");
    }

    /// <summary>Downloads into a file and returns its MD5.</summary>
    private async Task<string> DownloadAsync(
        string address, string target, string name, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(SilenceTimeout);
        using HttpResponseMessage response = await http
            .GetAsync(address, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        long? total = response.Content.Headers.ContentLength;
        using Stream from = await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
        using FileStream to = new(target, FileMode.CreateNew);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        byte[] buffer = new byte[1 << 16];
        long received = 0;
        for (int count; (count = await from.ReadAsync(buffer, timeout.Token).ConfigureAwait(false)) > 0;)
        {
            timeout.CancelAfter(SilenceTimeout);
            hash.AppendData(buffer, 0, count);
            to.Write(buffer, 0, count);
            received += count;
            progress?.Report(new DownloadProgress(name, received, total));
        }

        return received == total || total is null
            ? Convert.ToHexStringLower(hash.GetHashAndReset())
            : throw new ElboException($"truncated after {received} of {total} bytes");
    }

    [GeneratedRegex(@"\b[0-9a-fA-F]{32}\b")]
    private static partial Regex Md5();
}

/// <summary>Progress of a download.</summary>
/// <param name="Name">The file being downloaded.</param>
/// <param name="Received">Bytes received so far.</param>
/// <param name="Total">Total bytes; null if the server does not report them.</param>
public sealed record DownloadProgress(string Name, long Received, long? Total);
