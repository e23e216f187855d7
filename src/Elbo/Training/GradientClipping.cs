using System.Numerics.Tensors;
using Elbo.Models;
using Elbo.Models.Layers;
using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace Elbo.Training;

/// <summary>Clips the Euclidean norm over all gradients of a phase.</summary>
internal static class GradientClipping
{
    // As in torch: no division by zero.
    private const double Epsilon = 1e-6;

    /// <summary>Scales all gradients by the same factor if their norm exceeds a bound (Pascanu et al. 2013).</summary>
    public static void Clip(TrainingPhase phase, double bound)
    {
        double scale = bound / (ComputeNorm(phase) + Epsilon);
        if (scale >= 1)
        {
            return;
        }

        foreach ((_, Parameter parameter) in phase.Parameters)
        {
            using Tensor? gradient = parameter.grad;
            gradient?.MultiplyInPlace(scale);
        }

        foreach (EmbeddingTable table in phase.Tables)
        {
            Span<float> values = table.GradientValues;
            TensorPrimitives.Multiply(values, (float)scale, values);
        }
    }

    private static double ComputeNorm(TrainingPhase phase)
    {
        double sum = 0;
        foreach ((_, Parameter parameter) in phase.Parameters)
        {
            using Tensor? gradient = parameter.grad;
            if (gradient is not null)
            {
                using Tensor norm = gradient.norm();
                sum += Math.Pow(norm.item<float>(), 2);
            }
        }

        return Math.Sqrt(sum + phase.Tables.Sum(table => (double)TensorPrimitives.SumOfSquares<float>(table.GradientValues)));
    }
}
