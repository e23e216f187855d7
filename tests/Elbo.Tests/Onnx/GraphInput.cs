using Elbo.Data;

namespace Elbo.Tests.Onnx;

/// <summary>The inputs of a scoring graph.</summary>
/// <param name="Items">A row of items per user, padded to equal length.</param>
/// <param name="Lengths">The length of each user's history.</param>
/// <param name="Excluded">A row per user, padded to equal length with -1.</param>
/// <param name="K">Number of items to recommend.</param>
internal sealed record GraphInput(long[][] Items, long[] Lengths, long[][] Excluded, int K)
{
    /// <summary>Creates inputs from histories; the padding after a history's end is arbitrary on purpose.</summary>
    public static GraphInput Create(InteractionMatrix histories, int k, long[][]? excluded = null)
    {
        long[][] rows = [.. Enumerable.Range(0, histories.RowCount).Select(row => histories.Row(row).ToArray().Select(item => (long)item).ToArray())];
        int maxLength = Math.Max(1, rows.Max(row => row.Length));
        long[][] exclusions = excluded ?? [.. rows.Select(_ => Array.Empty<long>())];
        int maxExclusions = exclusions.Max(row => row.Length);
        return new GraphInput(
            [.. rows.Select((row, i) => (long[])[.. row, .. Enumerable.Range(row.Length, maxLength - row.Length).Select(position => (long)(((i * maxLength) + position) % histories.ItemCount))])],
            [.. rows.Select(row => (long)row.Length)],
            [.. exclusions.Select(row => (long[])[.. row, .. Enumerable.Repeat(-1L, maxExclusions - row.Length)])],
            k);
    }
}
