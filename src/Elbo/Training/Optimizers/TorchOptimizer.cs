using Elbo.IO;
using TorchSharp.Modules;
using static TorchSharp.torch.optim;

namespace Elbo.Training.Optimizers;

/// <summary>One of torch's own optimisers.</summary>
internal sealed class TorchOptimizer(OptimizerHelper optimizer) : IParameterOptimizer
{
    private const string StateName = "state";

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
    public IReadOnlyDictionary<string, TensorData> Save()
    {
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            optimizer.save_state_dict(writer);
        }

        byte[] state = stream.ToArray();
        return new Dictionary<string, TensorData> { [StateName] = TensorData.From(state, state.Length) };
    }

    /// <inheritdoc />
    public void Load(IReadOnlyDictionary<string, TensorData> state)
    {
        if (!state.TryGetValue(StateName, out TensorData? saved))
        {
            throw new ElboException("the checkpoint holds the state of another optimiser; train with the one it was saved with");
        }

        using BinaryReader reader = new(new MemoryStream(saved.ToArray<byte>()));
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
