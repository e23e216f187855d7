using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Training.Optimizers;

/// <summary>Chooses the implementation of an update rule.</summary>
internal static class ParameterOptimizer
{
    public static IParameterOptimizer Create(TrainingOptions options, IReadOnlyList<Parameter> parameters, Device device) =>
        device.type == DeviceType.CPU && options.Optimizer is (OptimizerKind.Adam or OptimizerKind.AdamW)
            ? new FusedAdam(parameters, options.WeightDecay, decoupled: options.Optimizer == OptimizerKind.AdamW)
            : TorchOptimizer.Create(options.Optimizer, parameters, options.WeightDecay);
}
