using System.Runtime.InteropServices;
using Elbo.Data;
using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Bundles;

/// <summary>For each item the items that a model holds for most like it.</summary>
/// <param name="Items">items x width, most similar first; -1 where there are fewer.</param>
/// <param name="Similarities">items x width; 0 where there are fewer.</param>
/// <param name="Width">Similar items kept for each item.</param>
public sealed record Neighbours(int[] Items, float[] Similarities, int Width)
{
    private const int BlockSize = 512;

    /// <summary>No similar items.</summary>
    public static Neighbours None { get; } = new([], [], 0);

    /// <summary>
    /// Finds them, in blocks of items: by the cosine of the items' vectors where the model has a latent space, else by the
    /// scores that it gives to somebody who chose one item alone. What is not above 0 is not similar.
    /// </summary>
    /// <param name="model">The model; one that does not tell people apart tells no items apart either.</param>
    /// <param name="width">How many at most.</param>
    /// <param name="progress">Told how many items are done.</param>
    /// <param name="cancellation">Ends the search early.</param>
    public static Neighbours Of(Model model, int width, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        width = Math.Min(width, model.ItemCount - 1);
        if (width <= 0 || !model.Personalises)
        {
            return None;
        }

        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Func<int, int, Tensor> likeness = model is ILatentModel latent ? Cosines(latent, model.ItemCount) : (first, count) => Scores(model, first, count);
        Neighbours found = new(new int[model.ItemCount * width], new float[model.ItemCount * width], width);
        for (int first = 0; first < model.ItemCount; first += BlockSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(BlockSize, model.ItemCount - first);
            found.Take(first, count, likeness);
            progress?.Report(first + count);
        }

        return found;
    }

    /// <summary>As they stand in a bundle: the indices, then the similarities, little-endian.</summary>
    public byte[] ToBytes() => [.. MemoryMarshal.AsBytes(Items.AsSpan()), .. MemoryMarshal.AsBytes(Similarities.AsSpan())];

    private static Func<int, int, Tensor> Cosines(ILatentModel model, int itemCount)
    {
        (float[] values, int size) = model.ItemVectors();
        Tensor rows = nn.functional.normalize(tensor(values).reshape(itemCount, size), eps: 1e-12);
        return (first, count) => rows.narrow(0, first, count).mm(rows.t());
    }

    private static Tensor Scores(Model model, int first, int count)
    {
        float[] scores = new float[count * model.ItemCount];
        model.Score(InteractionMatrix.FromRows(Enumerable.Range(first, count).Select(item => (int[])[item]), model.ItemCount), 0, count, scores);
        return tensor(scores).reshape(count, model.ItemCount);
    }

    private void Take(int first, int count, Func<int, int, Tensor> likeness)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor block = likeness(first, count);
        block.narrow(1, first, count).diagonal().zero_();
        (Tensor values, Tensor indices) = block.topk(Width, dim: 1);
        values.contiguous().data<float>().CopyTo(Similarities, first * Width);
        long[] items = indices.contiguous().data<long>().ToArray();
        for (int place = first * Width; place < (first + count) * Width; place++)
        {
            bool similar = Similarities[place] > 0;
            Items[place] = similar ? (int)items[place - (first * Width)] : -1;
            Similarities[place] = similar ? Similarities[place] : 0;
        }
    }
}
