using System.Numerics;
using System.Runtime.InteropServices;
using Elbo.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Training.Optimizers;

/// <summary>
/// Adam and AdamW for parameters on the CPU, in one pass over parameter, gradient and both moments. The
/// same numbers as torch's, up to rounding, without its dozen passes over memory.
/// </summary>
internal sealed class FusedAdam(IReadOnlyList<Parameter> parameters, double weightDecay, bool decoupled) : IParameterOptimizer
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;
    private const int ChunkLength = 1 << 15;

    private readonly float[][] firstMoments = [.. parameters.Select(parameter => new float[parameter.numel()])];
    private readonly float[][] secondMoments = [.. parameters.Select(parameter => new float[parameter.numel()])];
    private long steps;

    /// <inheritdoc />
    public void Step(double learningRate)
    {
        steps++;
        Constants constants = new(
            Rate: (float)(learningRate / (1 - Math.Pow(Beta1, steps))),
            RootCorrection: (float)Math.Sqrt(1 - Math.Pow(Beta2, steps)),
            Decay: decoupled ? 0 : (float)weightDecay,
            Shrink: decoupled ? (float)(1 - (learningRate * weightDecay)) : 1);
        for (int i = 0; i < parameters.Count; i++)
        {
            using Tensor? gradient = parameters[i].grad;
            if (gradient is not null)
            {
                using Tensor values = gradient.contiguous();
                Step(parameters[i], values, firstMoments[i], secondMoments[i], constants);
            }
        }
    }

    /// <inheritdoc />
    public byte[] Save()
    {
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
    }

    private static unsafe void Step(Parameter parameter, Tensor gradient, float[] first, float[] second, Constants constants)
    {
        // Native memory of the tensors: it does not move.
        float* p = NativeFloats.Of(parameter);
        float* g = NativeFloats.Of(gradient);
        int length = first.Length;
        int chunks = (length + ChunkLength - 1) / ChunkLength;
        void Chunk(int chunk)
        {
            int start = chunk * ChunkLength;
            int count = Math.Min(ChunkLength, length - start);
            Update(new Span<float>(p + start, count), new Span<float>(g + start, count), first.AsSpan(start, count), second.AsSpan(start, count), constants);
        }

        if (chunks == 1)
        {
            Chunk(0);
        }
        else
        {
            Parallel.For(0, chunks, Chunk);
        }
    }

    private static void Update(Span<float> p, Span<float> g, Span<float> m, Span<float> v, Constants constants)
    {
        int vectorised = p.Length - (p.Length % Vector<float>.Count);
        for (int i = 0; i < vectorised; i += Vector<float>.Count)
        {
            Vector<float> parameter = new(p[i..]);
            Vector<float> gradient = new Vector<float>(g[i..]) + (parameter * constants.Decay);
            Vector<float> first = (new Vector<float>(m[i..]) * Beta1) + (gradient * (1 - Beta1));
            Vector<float> second = (new Vector<float>(v[i..]) * Beta2) + (gradient * gradient * (1 - Beta2));
            Vector<float> denominator = (Vector.SquareRoot(second) / new Vector<float>(constants.RootCorrection)) + new Vector<float>(Epsilon);
            first.CopyTo(m[i..]);
            second.CopyTo(v[i..]);
            ((parameter * constants.Shrink) - (first * constants.Rate / denominator)).CopyTo(p[i..]);
        }

        for (int i = vectorised; i < p.Length; i++)
        {
            float gradient = g[i] + (p[i] * constants.Decay);
            m[i] = (m[i] * Beta1) + (gradient * (1 - Beta1));
            v[i] = (v[i] * Beta2) + (gradient * gradient * (1 - Beta2));
            p[i] = (p[i] * constants.Shrink) - (m[i] * constants.Rate / ((MathF.Sqrt(v[i]) / constants.RootCorrection) + Epsilon));
        }
    }

    private readonly record struct Constants(float Rate, float RootCorrection, float Decay, float Shrink);
}
