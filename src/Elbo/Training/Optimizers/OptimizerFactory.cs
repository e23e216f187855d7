using Elbo.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Training.Optimizers;

/// <summary>Creates the implementation of an update rule.</summary>
internal static class OptimizerFactory
{
    public static IParameterOptimizer Create(TrainingOptions options, TrainingPhase phase, Device device)
    {
        Parameter[] parameters = [.. phase.Parameters.Select(p => p.Parameter)];
        if (device.type != DeviceType.CPU)
        {
            return options.Optimizer == OptimizerKind.LazyAdam
                ? throw new ElboException("optimizer lazy-adam works on the CPU; use adam with --device cuda")
                : TorchOptimizer.Create(options.Optimizer, parameters, options.WeightDecay);
        }

        return options.Optimizer is OptimizerKind.Adam or OptimizerKind.AdamW or OptimizerKind.LazyAdam
            ? new FusedAdam(
                parameters,
                phase.Tables,
                options.WeightDecay,
                decoupled: options.Optimizer == OptimizerKind.AdamW,
                lazy: options.Optimizer == OptimizerKind.LazyAdam)
            : new DenseGradientAdapter(TorchOptimizer.Create(options.Optimizer, parameters, options.WeightDecay), phase.Tables);
    }
}
