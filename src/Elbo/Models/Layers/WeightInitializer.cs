using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>Initial weights: Xavier (Glorot and Bengio 2010) with small biases, as in the published code of Mult-VAE.</summary>
internal static class WeightInitializer
{
    private const double BiasDeviation = 0.001;

    public static void XavierLinear(Linear layer) => Xavier(layer.weight!, layer.bias!);

    public static void Xavier(Parameter weight, Parameter bias)
    {
        nn.init.xavier_uniform_(weight);
        nn.init.normal_(bias, 0, BiasDeviation);
    }
}
