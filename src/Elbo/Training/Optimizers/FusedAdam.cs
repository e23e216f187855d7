using System.Runtime.InteropServices;
using Elbo.Models;
using Elbo.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Training.Optimizers;

/// <summary>
/// Adam and AdamW for parameters on the CPU, in one pass over parameter, gradient and both moments. The
/// same numbers as torch's, up to rounding, without its dozen passes over memory.
/// </summary>
internal sealed class FusedAdam : IParameterOptimizer
{
    private const int ChunkLength = 1 << 15;

    private readonly IReadOnlyList<Parameter> parameters;
    private readonly double weightDecay;
    private readonly bool decoupled;
    private readonly float[][] firstMoments;
    private readonly float[][] secondMoments;
    private readonly List<(RowTable Table, RowAdam Updates)> tables = [];
    private long steps;

    /// <param name="parameters">What it moves.</param>
    /// <param name="tables">Those of them whose gradient is kept by rows.</param>
    /// <param name="weightDecay">Weight decay.</param>
    /// <param name="decoupled">True for AdamW's.</param>
    /// <param name="lazy">True to leave rows without gradient alone.</param>
    public FusedAdam(IReadOnlyList<Parameter> parameters, IReadOnlyList<RowTable> tables, double weightDecay, bool decoupled, bool lazy)
    {
        this.parameters = parameters;
        this.weightDecay = weightDecay;
        this.decoupled = decoupled;
        firstMoments = [.. parameters.Select(parameter => new float[parameter.numel()])];
        secondMoments = [.. parameters.Select(parameter => new float[parameter.numel()])];
        foreach (RowTable table in tables)
        {
            int place = Enumerable.Range(0, parameters.Count).First(i => parameters[i].Handle == table.Weight.Handle);
            RowAdam updates = new(table, firstMoments[place], secondMoments[place], lazy);
            table.Updates = updates;
            this.tables.Add((table, updates));
        }
    }

    /// <inheritdoc />
    public void Step(double learningRate)
    {
        steps++;
        AdamStep step = AdamStep.Of(steps, learningRate, weightDecay, decoupled);
        for (int i = 0; i < parameters.Count; i++)
        {
            using Tensor? gradient = parameters[i].grad;
            if (gradient is not null)
            {
                using Tensor values = gradient.contiguous();
                Step(parameters[i], values, firstMoments[i], secondMoments[i], step);
            }
        }

        foreach ((_, RowAdam updates) in tables)
        {
            updates.Step(steps, step);
        }
    }

    /// <inheritdoc />
    public byte[] Save()
    {
        Settle();
        using MemoryStream stream = new();
        stream.Write(BitConverter.GetBytes(steps));
        foreach (float[] moment in firstMoments.Concat(secondMoments))
        {
            stream.Write(MemoryMarshal.AsBytes(moment.AsSpan()));
        }

        return stream.ToArray();
    }

    /// <inheritdoc />
    public void Load(byte[] state)
    {
        Settle();
        ReadOnlySpan<byte> rest = state;
        int expected = sizeof(long) + firstMoments.Concat(secondMoments).Sum(moment => moment.Length * sizeof(float));
        if (rest.Length != expected)
        {
            throw new ElboException($"the optimiser's state has {rest.Length} bytes, the model needs {expected}; it was saved with other options");
        }

        steps = BitConverter.ToInt64(rest);
        rest = rest[sizeof(long)..];
        foreach (float[] moment in firstMoments.Concat(secondMoments))
        {
            MemoryMarshal.Cast<byte, float>(rest[..(moment.Length * sizeof(float))]).CopyTo(moment);
            rest = rest[(moment.Length * sizeof(float))..];
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Settle();
        foreach ((RowTable table, _) in tables)
        {
            table.Updates = null;
        }
    }

    private void Settle()
    {
        foreach ((_, RowAdam updates) in tables)
        {
            updates.Settle();
        }
    }

    private static unsafe void Step(Parameter parameter, Tensor gradient, float[] first, float[] second, AdamStep step)
    {
        // Native memory of the tensors: it does not move.
        float* p = NativeFloats.Of(parameter);
        float* g = NativeFloats.Of(gradient);
        ParallelRows.For(first.Length, ChunkLength, (start, end) => step.Apply(
            new Span<float>(p + start, end - start),
            new Span<float>(g + start, end - start),
            first.AsSpan(start, end - start),
            second.AsSpan(start, end - start)));
    }
}
