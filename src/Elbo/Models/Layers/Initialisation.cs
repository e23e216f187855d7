using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>First values of weights: Xavier (Glorot and Bengio 2010), and small biases, as in the published code of Mult-VAE.</summary>
internal static class Initialisation
{
    private const double BiasDeviation = 0.001;

    public static void Linear(Linear layer) => Fill(layer.weight!, layer.bias!);

    public static void Fill(Parameter weight, Parameter bias)
    {
        nn.init.xavier_uniform_(weight);
        nn.init.normal_(bias, 0, BiasDeviation);
    }
}
