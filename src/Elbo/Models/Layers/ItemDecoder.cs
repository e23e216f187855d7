using Elbo.Models.Losses;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>From a latent vector to one logit per item: tanh layers, then a linear output layer.</summary>
internal sealed class ItemDecoder : nn.Module
{
    private readonly ModuleList<Linear> layers;
    private readonly Linear output;
    private readonly LikelihoodMemory memory = new();

    /// <param name="sizes">Latent size, the hidden layers' sizes, and last the item count.</param>
    /// <param name="device">Where it lives.</param>
    public ItemDecoder(IReadOnlyList<int> sizes, Device device)
        : base(nameof(ItemDecoder))
    {
        layers = new ModuleList<Linear>([.. Enumerable.Range(0, sizes.Count - 2).Select(i => nn.Linear(sizes[i], sizes[i + 1]))]);
        output = nn.Linear(sizes[^2], sizes[^1]);
        foreach (Linear layer in layers.Append(output))
        {
            Initialisation.Linear(layer);
        }

        RegisterComponents();
        this.to(device);
    }

    /// <summary>The output layer's weights: one vector per item, items x last hidden size.</summary>
    public Tensor ItemVectors => output.weight!;

    /// <summary>Logits, rows x items.</summary>
    public Tensor Scores(Tensor latent) => DenseProduct.Of(output, Hidden(latent));

    /// <summary>Negative multinomial log-likelihood of the targets times a factor, without keeping the logits.</summary>
    public Tensor NegativeLogLikelihood(Tensor latent, TargetRows targets, double scale) =>
        MultinomialLikelihood.Of(Hidden(latent), output.weight!, output.bias!, targets, scale, memory);

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        memory.Dispose();
        base.Dispose(disposing);
    }

    private Tensor Hidden(Tensor latent)
    {
        foreach (Linear layer in layers)
        {
            latent = DenseProduct.Of(layer, latent).tanh();
        }

        return latent;
    }
}
