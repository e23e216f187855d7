using TorchSharp.Modules;
using static TorchSharp.torch.optim;

namespace Elbo.Training.Optimizers;

/// <summary>One of torch's own optimisers.</summary>
internal sealed class TorchOptimizer(OptimizerHelper optimizer) : IParameterOptimizer
{
    public static TorchOptimizer Create(OptimizerKind kind, IReadOnlyList<Parameter> parameters, double weightDecay) => new(kind switch
    {
        OptimizerKind.Adam => Adam(parameters, weight_decay: weightDecay),
        OptimizerKind.AdamW => AdamW(parameters, weight_decay: weightDecay),
        OptimizerKind.Adagrad => Adagrad(parameters, weight_decay: weightDecay),
        OptimizerKind.RmsProp => RMSProp(parameters, weight_decay: weightDecay),
        _ => throw new InvalidOperationException($"no optimiser for {kind}"),
    });

    /// <inheritdoc />
    public void Step(double learningRate)
    {
        foreach (ILearningRateController group in optimizer.ParamGroups)
        {
            group.LearningRate = learningRate;
        }

        optimizer.step()?.Dispose();
    }

    /// <inheritdoc />
    public byte[] Save()
    {
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            optimizer.save_state_dict(writer);
        }

        return stream.ToArray();
    }

    /// <inheritdoc />
    public void Load(byte[] state)
    {
        using BinaryReader reader = new(new MemoryStream(state));
        try
        {
            optimizer.load_state_dict(reader);
        }
        catch (Exception error) when (error is ArgumentException or IOException)
        {
            throw new ElboException($"the optimiser's state does not fit ({error.Message}); it was saved with other options", error);
        }
    }

    /// <inheritdoc />
    public void Dispose() => optimizer.Dispose();
}
