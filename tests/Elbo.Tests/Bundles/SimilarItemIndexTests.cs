using Elbo.Bundles;
using Elbo.Data;
using Elbo.Models;
using Elbo.Tests.Models;
using static TorchSharp.torch;

namespace Elbo.Tests.Bundles;

[Collection(SequentialTorchTests.Name)]
public class SimilarItemIndexTests
{
    // (3, 4), (4, 3), (0, 1), (-1, 0). Cosines: 0-1 24/25, 0-2 4/5, 1-2 3/5, 2-3 0; item 3 has none above 0.
    private static readonly float[] Vectors = [3, 4, 4, 3, 0, 1, -1, 0];

    [Fact]
    public void With_a_latent_space_similarity_is_the_cosine()
    {
        using Model model = Latent();

        SimilarItemIndex found = Compute(model, width: 2);

        Assert.Equal(2, found.SimilarItemsPerItem);
        Assert.Equal([1, 2, 0, 2, 0, 1, -1, -1], found.Items);
        AssertClose([0.96f, 0.8f, 0.96f, 0.6f, 0.8f, 0.6f, 0, 0], found.Similarities);
    }

    [Fact]
    public void There_are_at_most_as_many_as_other_items()
    {
        using Model model = Latent();

        SimilarItemIndex found = Compute(model, width: 100);

        Assert.Equal(3, found.SimilarItemsPerItem);
        Assert.Equal([1, 2, -1, 0, 2, -1, 0, 1, -1, -1, -1, -1], found.Items);
        AssertClose([0.96f, 0.8f, 0, 0.96f, 0.6f, 0, 0.8f, 0.6f, 0, 0, 0, 0], found.Similarities);
    }

    [Fact]
    public void Without_a_latent_space_similarity_is_the_score_of_a_single_item_history()
    {
        // Users per item: 3, 2, 2. From item 1 alone, item 0 gets 2 / sqrt(3 * 2) and item 2 gets 1 / sqrt(2 * 2).
        using ItemKnn model = new(new(4), new());
        model.Fit(InteractionMatrix.FromRows([[0, 1], [0, 1, 2], [0, 2]], 4), new());

        SimilarItemIndex found = Compute(model, width: 2);

        Assert.Equal([0, 2], found.Items[2..4]);
        AssertClose([2 / MathF.Sqrt(6), 0.5f], found.Similarities[2..4]);
        Assert.Equal([-1, -1], found.Items[6..]);
    }

    [Fact]
    public void In_several_blocks_every_item_gets_its_own_similar_items_and_never_itself()
    {
        // Items 2p and 2p + 1 share direction p; the odd one leans towards the next pair, so that its partner is near and itself nearer still.
        const int Items = 1_200;
        const int Size = Items / 2;
        float[] vectors = new float[Items * Size];
        for (int item = 0; item < Items; item++)
        {
            vectors[(item * Size) + (item / 2)] = 1;
            vectors[(item * Size) + (((item / 2) + 1) % Size)] = item % 2 * 0.5f;
        }

        using Model model = Latent(vectors, Size);
        List<int> done = [];

        SimilarItemIndex found = Compute(model, width: 1, new RecordingProgress(done));

        Assert.Equal(Enumerable.Range(0, Items).Select(item => item ^ 1), found.Items);
        Assert.Equal(Items, done[^1]);
        Assert.Equal(done.Order(), done);
    }

    [Fact]
    public void A_model_that_is_not_personalized_has_no_similar_items()
    {
        using Popularity model = new(new(4));
        model.Fit(InteractionMatrix.FromRows([[0, 1]], 4), new());

        Assert.Same(SimilarItemIndex.Empty, Compute(model, width: 3));
    }

    [Fact]
    public void Zero_similar_items_give_an_empty_index()
    {
        using Model model = Latent();

        Assert.Same(SimilarItemIndex.Empty, Compute(model, width: 0));
        Assert.Empty(SimilarItemIndex.Empty.ToBytes());
    }

    [Fact]
    public void Bytes_are_the_indices_and_then_the_similarities() => Assert.Equal(
        [2, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0x40, 0x3F, 0, 0, 0, 0], new SimilarItemIndex([2, -1], [0.75f, 0], 1).ToBytes());

    [Fact]
    public void No_native_tensor_leaks()
    {
        using Model model = Latent();
        long before = Tensor.TotalCount;

        Compute(model, width: 2);

        Assert.Equal(before, Tensor.TotalCount);
    }

    private static SimilarItemIndex Compute(Model model, int width, IProgress<int>? progress = null) =>
        SimilarItemIndex.Compute(model, width, progress, TestContext.Current.CancellationToken);

    private static Autoencoder Latent() => Latent(Vectors, 2);

    private static Autoencoder Latent(float[] values, int size)
    {
        Autoencoder model = new(new(values.Length / size), new() { LatentSize = size });
        using IDisposable noGradient = no_grad();
        using Tensor vectors = tensor(values, values.Length / size, size);
        model.State["Decoder.output.weight"].copy_(vectors);
        return model;
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    private sealed class RecordingProgress(List<int> done) : IProgress<int>
    {
        public void Report(int value) => done.Add(value);
    }
}
