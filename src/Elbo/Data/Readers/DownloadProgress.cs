namespace Elbo.Data.Readers;

/// <summary>How far a download is.</summary>
/// <param name="Name">The file being downloaded.</param>
/// <param name="Received">Bytes received so far.</param>
/// <param name="Total">Bytes in all; null where the server does not say.</param>
public sealed record DownloadProgress(string Name, long Received, long? Total);
