using System.Numerics;

namespace Elbo.Training.Optimizers;

/// <summary>One step of Adam or AdamW over some values in one pass over parameter, gradient and both moments.</summary>
/// <param name="Rate">Learning rate over the first moment's bias correction.</param>
/// <param name="RootScale">One over the square root of the second moment's bias correction.</param>
/// <param name="Decay">Weight decay added to the gradient.</param>
/// <param name="WeightFactor">Factor on the parameter for decoupled weight decay; 1 for none.</param>
internal readonly record struct AdamStep(float Rate, float RootScale, float Decay, float WeightFactor)
{
    /// <summary>Decay of the first moment.</summary>
    public const float Beta1 = 0.9f;

    /// <summary>Decay of the second moment.</summary>
    public const float Beta2 = 0.999f;

    /// <summary>Added to the root of the second moment.</summary>
    public const float Epsilon = 1e-8f;

    // From this step on, the bias corrections change so slowly that each step without gradient is smaller than the previous one.
    private const long SteadyFrom = 6;

    /// <summary>The step with this number, counted from 1.</summary>
    public static AdamStep Create(long number, double learningRate, double weightDecay, bool decoupled) => new(
        Rate: (float)(learningRate / (1 - Math.Pow(Beta1, number))),
        RootScale: (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, number))),
        Decay: decoupled ? 0 : (float)weightDecay,
        WeightFactor: decoupled ? (float)(1 - (learningRate * weightDecay)) : 1);

    /// <summary>Updates values p with gradient g and moments m, v; all of equal length.</summary>
    public void Apply(Span<float> p, ReadOnlySpan<float> g, Span<float> m, Span<float> v)
    {
        int vectorEnd = p.Length - (p.Length % Vector<float>.Count);
        for (int i = 0; i < vectorEnd; i += Vector<float>.Count)
        {
            Vector<float> parameter = new(p[i..]);
            Vector<float> first = new(m[i..]);
            Vector<float> second = new(v[i..]);
            Update(new Vector<float>(g[i..]), ref parameter, ref first, ref second);
            parameter.CopyTo(p[i..]);
            first.CopyTo(m[i..]);
            second.CopyTo(v[i..]);
        }

        for (int i = vectorEnd; i < p.Length; i++)
        {
            Update(g[i], ref p[i], ref m[i], ref v[i]);
        }
    }

    /// <summary>
    /// Several consecutive steps without a gradient, with the same result as one at a time: each value stays in a register
    /// throughout, and once steps are too small to change it, only the moments decay.
    /// </summary>
    /// <param name="steps">The steps, in order.</param>
    /// <param name="firstNumber">The number of the first of them, counted from 1.</param>
    /// <param name="p">Values.</param>
    /// <param name="m">First moments.</param>
    /// <param name="v">Second moments.</param>
    public static void ApplyWithoutGradient(ReadOnlySpan<AdamStep> steps, long firstNumber, Span<float> p, Span<float> m, Span<float> v)
    {
        int vectorEnd = p.Length - (p.Length % Vector<float>.Count);
        for (int i = 0; i < vectorEnd; i += Vector<float>.Count)
        {
            Vector<float> parameter = new(p[i..]);
            Vector<float> first = new(m[i..]);
            Vector<float> second = new(v[i..]);
            int done = 0;
            while (done < steps.Length)
            {
                Vector<float> before = parameter;
                AdamStep step = steps[done++];
                step.Update(Vector<float>.Zero, ref parameter, ref first, ref second);
                if (parameter == before && step.Decay == 0 && step.WeightFactor == 1 && firstNumber + done > SteadyFrom)
                {
                    break;
                }
            }

            for (; done < steps.Length && (first != Vector<float>.Zero || second != Vector<float>.Zero); done++)
            {
                first *= Beta1;
                second *= Beta2;
            }

            parameter.CopyTo(p[i..]);
            first.CopyTo(m[i..]);
            second.CopyTo(v[i..]);
        }

        foreach (AdamStep step in steps)
        {
            for (int i = vectorEnd; i < p.Length; i++)
            {
                step.Update(0, ref p[i], ref m[i], ref v[i]);
            }
        }
    }

    private void Update(Vector<float> g, ref Vector<float> p, ref Vector<float> m, ref Vector<float> v)
    {
        Vector<float> gradient = g + (p * Decay);
        m = (m * Beta1) + (gradient * (1 - Beta1));
        v = (v * Beta2) + (gradient * gradient * (1 - Beta2));
        Vector<float> denominator = (Vector.SquareRoot(v) * RootScale) + new Vector<float>(Epsilon);
        p = (p * WeightFactor) - (m * Rate / denominator);
    }

    private void Update(float g, ref float p, ref float m, ref float v)
    {
        float gradient = g + (p * Decay);
        m = (m * Beta1) + (gradient * (1 - Beta1));
        v = (v * Beta2) + (gradient * gradient * (1 - Beta2));
        p = (p * WeightFactor) - (m * Rate / ((MathF.Sqrt(v) * RootScale) + Epsilon));
    }
}
