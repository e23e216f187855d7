using Elbo.Data;

namespace Elbo.Tests.Onnx;

/// <summary>What a graph is asked.</summary>
/// <param name="Items">A row of items for each person, all of one length.</param>
/// <param name="Lengths">How many of them are the person's.</param>
/// <param name="Excluded">A row for each person, all of one length, filled up with -1.</param>
/// <param name="K">How many items to recommend.</param>
internal sealed record GraphInput(long[][] Items, long[] Lengths, long[][] Excluded, int K)
{
    /// <summary>Asks for people's histories; what stands beyond a history's end is rubbish on purpose.</summary>
    public static GraphInput Create(InteractionMatrix histories, int k, long[][]? excluded = null)
    {
        long[][] rows = [.. Enumerable.Range(0, histories.RowCount).Select(row => histories.Row(row).ToArray().Select(item => (long)item).ToArray())];
        int longest = Math.Max(1, rows.Max(row => row.Length));
        long[][] avoided = excluded ?? [.. rows.Select(_ => Array.Empty<long>())];
        int widest = avoided.Max(row => row.Length);
        return new GraphInput(
            [.. rows.Select((row, i) => (long[])[.. row, .. Enumerable.Range(row.Length, longest - row.Length).Select(place => (long)(((i * longest) + place) % histories.ItemCount))])],
            [.. rows.Select(row => (long)row.Length)],
            [.. avoided.Select(row => (long[])[.. row, .. Enumerable.Repeat(-1L, widest - row.Length)])],
            k);
    }
}
