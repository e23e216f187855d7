using System.ComponentModel.DataAnnotations;
using Elbo.Data;
using Elbo.Onnx;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>Options of <see cref="ItemKnn"/>.</summary>
public sealed record ItemKnnOptions : ModelOptions
{
    /// <summary>How many most similar items each item keeps; default 100.</summary>
    [Range(1, 100_000)]
    public int Neighbors { get; init; } = 100;

    /// <summary>Added to the denominator of the cosine, so that rare pairs count less; default 0.</summary>
    [Range(0.0, 1e6)]
    public double Shrinkage { get; init; }
}

/// <summary>
/// Item-based nearest neighbors with cosine similarity (Sarwar et al. 2001):
/// sim(i, j) = |U_i and U_j| / (sqrt(|U_i| |U_j|) + shrinkage), and the score of i is the sum of sim(i, j)
/// over the history's items j that are among the nearest neighbors of i.
/// </summary>
internal sealed class ItemKnn(ModelContext context, ItemKnnOptions options) : ClosedFormModel(context)
{
    // Row j lists the items i that have j among their neighbors: the terms that one history item adds to scores.
    private int[] offsets = new int[context.ItemCount + 1];
    private int[] neighbors = [];
    private float[] similarities = [];
    private Dictionary<string, Tensor> state = [];

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, Tensor> State => state;

    /// <inheritdoc />
    public override void Fit(InteractionMatrix train, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(train);
        InteractionMatrix users = Transpose(train);
        (int Neighbor, float Similarity)[][] nearest = new (int, float)[ItemCount][];
        Parallel.For(
            0,
            ItemCount,
            new ParallelOptions { CancellationToken = context.CancellationToken, MaxDegreeOfParallelism = context.Threads },
            () => new int[ItemCount],
            (item, _, counts) =>
            {
                nearest[item] = FindNearest(item, train, users, counts);
                return counts;
            },
            _ => { });
        SetNeighbors(nearest);
    }

    /// <inheritdoc />
    public override void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        StateValidator.RequireNames(["offsets", "neighbors", "similarities"], state);
        int[] savedOffsets = StateValidator.RequireShape(state, "offsets", ScalarType.Int32, ItemCount + 1).data<int>().ToArray();
        int[] savedNeighbors = StateValidator.RequireShape(state, "neighbors", ScalarType.Int32, savedOffsets[^1]).data<int>().ToArray();

        // The matrix's own checks refuse offsets and items out of range.
        _ = new InteractionMatrix(savedOffsets, savedNeighbors, ItemCount);
        (offsets, neighbors) = (savedOffsets, savedNeighbors);
        similarities = StateValidator.RequireShape(state, "similarities", ScalarType.Float32, savedOffsets[^1]).data<float>().ToArray();
        UpdateState();
    }

    /// <inheritdoc />
    /// <remarks>Each item looks up its neighbors in the history as a multi-hot row, which exists only inside the graph.</remarks>
    public override OnnxValue BuildScoringGraph(OnnxGraphBuilder graph, OnnxHistoryInputs histories)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(histories);
        (int[] neighborItems, float[] weights, int width) = BuildNeighborMatrix();
        OnnxValue shape = graph.Concat(0, graph.Shape(histories.Lengths), graph.Int64Constant([ItemCount + 1L], 1));
        OnnxValue seen = graph.Expand(graph.FloatConstant([1f]), graph.Shape(histories.Items));
        OnnxValue history = graph.ScatterElements(graph.Expand(graph.FloatConstant([0f]), shape), histories.Items, seen, axis: 1);
        OnnxValue found = graph.Reshape(graph.Gather(history, graph.Int32Constant(neighborItems, neighborItems.Length), axis: 1), -1, ItemCount, width);
        return graph.Sum(graph.Multiply(found, graph.WeightConstant(weights, ItemCount, width)), axis: 2);
    }

    /// <inheritdoc />
    protected override void AddScores(ReadOnlySpan<int> history, Span<float> scores)
    {
        foreach (int seen in history)
        {
            for (int n = offsets[seen]; n < offsets[seen + 1]; n++)
            {
                scores[neighbors[n]] += similarities[n];
            }
        }
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        DisposeState();
        base.Dispose(disposing);
    }

    /// <summary>Each item's neighbors and similarities, items x the maximum number of neighbors, padded with the item count and 0.</summary>
    private (int[] Neighbors, float[] Similarities, int Width) BuildNeighborMatrix()
    {
        int[] filled = new int[ItemCount];
        foreach (int item in neighbors)
        {
            filled[item]++;
        }

        int width = Math.Max(1, filled.Max());
        int[] neighborItems = new int[ItemCount * width];
        float[] weights = new float[ItemCount * width];
        Array.Fill(neighborItems, ItemCount);
        Array.Clear(filled);
        for (int seen = 0; seen < ItemCount; seen++)
        {
            for (int n = offsets[seen]; n < offsets[seen + 1]; n++)
            {
                int index = (neighbors[n] * width) + filled[neighbors[n]]++;
                (neighborItems[index], weights[index]) = (seen, similarities[n]);
            }
        }

        return (neighborItems, weights, width);
    }

    private void DisposeState()
    {
        foreach (Tensor tensor in state.Values)
        {
            tensor.Dispose();
        }
    }

    private static InteractionMatrix Transpose(InteractionMatrix matrix)
    {
        List<int>[] rows = [.. Enumerable.Range(0, matrix.ItemCount).Select(_ => new List<int>())];
        for (int row = 0; row < matrix.RowCount; row++)
        {
            foreach (int item in matrix.Row(row))
            {
                rows[item].Add(row);
            }
        }

        return InteractionMatrix.FromRows(rows, matrix.RowCount);
    }

    private (int, float)[] FindNearest(int item, InteractionMatrix train, InteractionMatrix users, int[] counts)
    {
        List<int> cooccurring = [];
        foreach (int user in users.Row(item))
        {
            foreach (int other in train.Row(user))
            {
                if (counts[other]++ == 0)
                {
                    cooccurring.Add(other);
                }
            }
        }

        double own = users.RowLength(item);
        (int, float)[] nearest = [.. cooccurring
            .Where(other => other != item)
            .Select(other => (other, (float)(counts[other] / (Math.Sqrt(own * users.RowLength(other)) + options.Shrinkage))))
            .OrderByDescending(pair => pair.Item2).ThenBy(pair => pair.other)
            .Take(options.Neighbors)];
        cooccurring.ForEach(other => counts[other] = 0);
        return nearest;
    }

    private void SetNeighbors((int Neighbor, float Similarity)[][] nearest)
    {
        ILookup<int, (int Item, float Similarity)> byNeighbor = nearest
            .SelectMany((list, item) => list.Select(pair => (pair.Neighbor, Item: item, pair.Similarity)))
            .ToLookup(entry => entry.Neighbor, entry => (entry.Item, entry.Similarity));
        (int Item, float Similarity)[][] rows = [.. Enumerable.Range(0, ItemCount).Select(item => byNeighbor[item].ToArray())];
        offsets = [0, .. rows.Select((_, row) => 0)];
        for (int row = 0; row < rows.Length; row++)
        {
            offsets[row + 1] = offsets[row] + rows[row].Length;
        }

        neighbors = [.. rows.SelectMany(row => row.Select(entry => entry.Item))];
        similarities = [.. rows.SelectMany(row => row.Select(entry => entry.Similarity))];
        UpdateState();
    }

    private void UpdateState()
    {
        DisposeState();
        using IDisposable scope = NewDisposeScope();
        state = new Dictionary<string, Tensor>
        {
            ["offsets"] = tensor(offsets).DetachFromDisposeScope(),
            ["neighbors"] = tensor(neighbors).DetachFromDisposeScope(),
            ["similarities"] = tensor(similarities).DetachFromDisposeScope(),
        };
    }
}
