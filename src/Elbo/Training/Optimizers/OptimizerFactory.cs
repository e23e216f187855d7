using Elbo.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Training.Optimizers;

/// <summary>Creates the implementation of an update rule.</summary>
internal static class OptimizerFactory
{
    public static IParameterOptimizer Create(TrainingOptions options, TrainingPhase phase, Device device) =>
        device.type == DeviceType.CPU && options.Optimizer is (OptimizerKind.Adam or OptimizerKind.AdamW or OptimizerKind.LazyAdam)
            ? new FusedAdam(
                [.. phase.Parameters.Select(parameter => parameter.Parameter)],
                phase.Tables,
                options.WeightDecay,
                decoupled: options.Optimizer == OptimizerKind.AdamW,
                lazy: options.Optimizer == OptimizerKind.LazyAdam)
            : new TensorOptimizer(options.Optimizer, phase, options.WeightDecay);
}
