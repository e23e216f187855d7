using System.Runtime.InteropServices;
using Elbo.IO;
using Elbo.Models.Kernels;
using Elbo.Models.Layers;
using Elbo.Models.Losses;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Training.Optimizers;

/// <summary>
/// Adam and AdamW for parameters on the CPU, in one pass over parameter, gradient and both moments. The
/// results are torch's up to rounding, without its dozen passes over memory.
/// </summary>
internal sealed class FusedAdam : IParameterOptimizer
{
    private const int ChunkLength = 1 << 15;
    private const string StepsName = "steps";

    // The same limit as for the softmax: with more items, a step reads too few of them for repeating every missed step to pay off.
    private const int MaxExactRows = SoftmaxOptions.MaxFullSoftmaxItems;

    private readonly IReadOnlyList<Parameter> parameters;
    private readonly double weightDecay;
    private readonly bool decoupled;
    private readonly float[][] firstMoments;
    private readonly float[][] secondMoments;
    private readonly List<(EmbeddingTable Table, DeferredRowAdam Updates)> tables = [];
    private long steps;

    /// <param name="parameters">The parameters to update.</param>
    /// <param name="tables">The embedding tables among them, whose gradients are sparse.</param>
    /// <param name="weightDecay">Weight decay.</param>
    /// <param name="decoupled">True for AdamW.</param>
    /// <param name="lazy">True to skip rows without a gradient.</param>
    /// <param name="maxExactRows">Tables with more rows apply missed steps at once, which is not exact to the bit; weight decay rules it out.</param>
    public FusedAdam(IReadOnlyList<Parameter> parameters, IReadOnlyList<EmbeddingTable> tables, double weightDecay, bool decoupled, bool lazy, int maxExactRows = MaxExactRows)
    {
        this.parameters = parameters;
        this.weightDecay = weightDecay;
        this.decoupled = decoupled;
        firstMoments = [.. parameters.Select(parameter => new float[parameter.numel()])];
        secondMoments = [.. parameters.Select(parameter => new float[parameter.numel()])];
        foreach (EmbeddingTable table in tables)
        {
            int index = Enumerable.Range(0, parameters.Count).First(i => parameters[i].Handle == table.Weight.Handle);
            DeferredRowAdam updates = new(table, firstMoments[index], secondMoments[index], RuleFor(table));
            table.Attach(updates);
            this.tables.Add((table, updates));
        }

        MissedStepRule RuleFor(EmbeddingTable table) => lazy ? MissedStepRule.Skip
            : table.Weight.shape[0] > maxExactRows && weightDecay == 0 ? MissedStepRule.AtOnce
            : MissedStepRule.OneByOne;
    }

    /// <inheritdoc />
    public void Step(double learningRate)
    {
        steps++;
        AdamStep step = AdamStep.Create(steps, learningRate, weightDecay, decoupled);
        for (int i = 0; i < parameters.Count; i++)
        {
            using Tensor? gradient = parameters[i].grad;
            if (gradient is not null)
            {
                using Tensor values = gradient.contiguous();
                Step(parameters[i], values, firstMoments[i], secondMoments[i], step);
            }
        }

        foreach ((_, DeferredRowAdam updates) in tables)
        {
            updates.Step(steps, step);
        }
    }

    /// <inheritdoc />
    public IReadOnlyDictionary<string, TensorData> Save()
    {
        Dictionary<string, TensorData> state = new() { [StepsName] = TensorData.From([steps], 1) };
        for (int i = 0; i < tables.Count; i++)
        {
            foreach ((string name, TensorData pending) in tables[i].Updates.SavePending())
            {
                state[$"{name}.{i}"] = pending;
            }
        }

        // Pending steps belong to the moments before them.
        bool copies = state.Count > 1;
        if (!copies)
        {
            ApplyPending();
        }

        foreach ((string name, float[] moments) in Moments())
        {
            state[name] = TensorData.From(copies ? [.. moments] : moments, moments.Length);
        }

        return state;
    }

    /// <inheritdoc />
    public void Load(IReadOnlyDictionary<string, TensorData> state)
    {
        ApplyPending();
        foreach ((string name, float[] moments) in Moments())
        {
            TensorData saved = GetSaved(state, name);
            if (saved.DType != "F32" || saved.Shape is not [long length] || length != moments.Length)
            {
                throw new ElboException(
                    $"the optimizer state {name} is {saved.DType} of {saved.Bytes.Length} bytes, the model needs {moments.Length} values of F32; it was saved with other options");
            }

            MemoryMarshal.Cast<byte, float>(saved.Bytes.Span).CopyTo(moments);
        }

        steps = GetSaved(state, StepsName).ToArray<long>()[0];
        for (int i = 0; i < tables.Count; i++)
        {
            tables[i].Updates.LoadPending(steps, name => state.GetValueOrDefault($"{name}.{i}"));
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        ApplyPending();
        foreach ((EmbeddingTable table, DeferredRowAdam updates) in tables)
        {
            table.Detach(updates);
        }
    }

    private IEnumerable<(string Name, float[] Values)> Moments() =>
        firstMoments.Select((moments, i) => ($"first.{i}", moments)).Concat(secondMoments.Select((moments, i) => ($"second.{i}", moments)));

    private static TensorData GetSaved(IReadOnlyDictionary<string, TensorData> state, string name) => state.TryGetValue(name, out TensorData? saved)
        ? saved
        : throw new ElboException($"the checkpoint has no optimizer state {name}; use the optimizer and options it was saved with");

    private void ApplyPending()
    {
        foreach ((_, DeferredRowAdam updates) in tables)
        {
            updates.ApplyPending();
        }
    }

    private static unsafe void Step(Parameter parameter, Tensor gradient, float[] first, float[] second, AdamStep step)
    {
        // Native memory of tensors does not move.
        float* p = TensorPointer.GetFloats(parameter);
        float* g = TensorPointer.GetFloats(gradient);
        ParallelRows.For(first.Length, ChunkLength, (start, end) => step.Apply(
            new Span<float>(p + start, end - start),
            new Span<float>(g + start, end - start),
            first.AsSpan(start, end - start),
            second.AsSpan(start, end - start)));
    }
}
