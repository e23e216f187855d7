using System.Runtime.InteropServices;
using Elbo.Data;
using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Bundles;

/// <summary>For each item the items that a model considers most similar.</summary>
/// <param name="Items">items x similar items, most similar first; -1 if there are fewer.</param>
/// <param name="Similarities">items x similar items; 0 if there are fewer.</param>
/// <param name="SimilarItemsPerItem">Similar items stored for each item.</param>
internal sealed record SimilarItemIndex(int[] Items, float[] Similarities, int SimilarItemsPerItem)
{
    private const int BlockSize = 512;

    /// <summary>No similar items.</summary>
    public static SimilarItemIndex Empty { get; } = new([], [], 0);

    /// <summary>
    /// Computes the similarities in blocks of items: the cosine of item vectors if the model has a latent space, else the
    /// scores of a history that holds one item. Only values above 0 count as similar.
    /// </summary>
    /// <param name="model">The model; one that is not personalized has no similar items.</param>
    /// <param name="similarItemsPerItem">Maximum number of similar items per item.</param>
    /// <param name="progress">Receives the number of processed items.</param>
    /// <param name="cancellationToken">Cancels the computation.</param>
    public static SimilarItemIndex Compute(Model model, int similarItemsPerItem, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        similarItemsPerItem = Math.Min(similarItemsPerItem, model.ItemCount - 1);
        if (similarItemsPerItem <= 0 || !model.IsPersonalized)
        {
            return Empty;
        }

        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Func<int, int, Tensor> similarity = model is ILatentModel latent ? CosineSimilarity(latent, model.ItemCount) : (first, count) => ScoreSimilarity(model, first, count);
        SimilarItemIndex index = new(new int[model.ItemCount * similarItemsPerItem], new float[model.ItemCount * similarItemsPerItem], similarItemsPerItem);
        for (int first = 0; first < model.ItemCount; first += BlockSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(BlockSize, model.ItemCount - first);
            index.FillBlock(first, count, similarity);
            progress?.Report(first + count);
        }

        return index;
    }

    /// <summary>The bundle's format: the indices, then the similarities, little-endian.</summary>
    public byte[] ToBytes() => [.. MemoryMarshal.AsBytes(Items.AsSpan()), .. MemoryMarshal.AsBytes(Similarities.AsSpan())];

    private static Func<int, int, Tensor> CosineSimilarity(ILatentModel model, int itemCount)
    {
        (float[] values, int size) = model.ItemVectors();
        Tensor rows = nn.functional.normalize(tensor(values).reshape(itemCount, size), eps: 1e-12);
        return (first, count) => rows.narrow(0, first, count).mm(rows.t());
    }

    private static Tensor ScoreSimilarity(Model model, int first, int count)
    {
        float[] scores = new float[count * model.ItemCount];
        model.Score(InteractionMatrix.FromRows(Enumerable.Range(first, count).Select(item => (int[])[item]), model.ItemCount), 0, count, scores);
        return tensor(scores).reshape(count, model.ItemCount);
    }

    private void FillBlock(int first, int count, Func<int, int, Tensor> similarity)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor block = similarity(first, count);
        block.narrow(1, first, count).diagonal().zero_();
        (Tensor values, Tensor indices) = block.topk(SimilarItemsPerItem, dim: 1);
        values.contiguous().data<float>().CopyTo(Similarities, first * SimilarItemsPerItem);
        long[] items = indices.contiguous().data<long>().ToArray();
        for (int i = first * SimilarItemsPerItem; i < (first + count) * SimilarItemsPerItem; i++)
        {
            bool similar = Similarities[i] > 0;
            Items[i] = similar ? (int)items[i - (first * SimilarItemsPerItem)] : -1;
            Similarities[i] = similar ? Similarities[i] : 0;
        }
    }
}
