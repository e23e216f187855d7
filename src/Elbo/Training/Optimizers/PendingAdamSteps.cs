using System.Numerics;
using System.Runtime.InteropServices;

namespace Elbo.Training.Optimizers;

/// <summary>Consecutive steps of Adam without weight decay that some rows of a table still miss, one at a time or added up.</summary>
/// <remarks>
/// k missing steps without a gradient move a value by sum_j m beta1^j rate_j / (sqrt(v) d_j + epsilon), where d_j = beta2^(j/2) rootScale_j is nearly
/// constant while beta1^j decays. With A = sum_j beta1^j rate_j and B = sum_j beta1^j rate_j / d_j this is close to m A / (sqrt(v) A/B + epsilon), which is
/// exact where epsilon is negligible and where it dominates. A and B depend only on the first missing step, so that a row costs the same however
/// many steps it misses.
/// </remarks>
internal sealed class PendingAdamSteps
{
    // Steps after which momentum has decayed to 2e-12 of its value.
    private const int Reach = 256;

    private static readonly double[] FirstDecay = [.. Enumerable.Range(0, Reach + 1).Select(j => Math.Pow(AdamStep.Beta1, j))];
    private static readonly double[] RootDecay = [.. Enumerable.Range(0, Reach + 1).Select(j => Math.Pow(AdamStep.Beta2, j / 2.0))];

    private readonly List<AdamStep> steps = [];
    private readonly List<(double A, double B)> sums = [];

    /// <summary>Number of steps.</summary>
    public int Count => steps.Count;

    /// <summary>The latest step.</summary>
    public AdamStep Last => steps[^1];

    /// <summary>The steps after the first <paramref name="done"/>.</summary>
    public ReadOnlySpan<AdamStep> After(int done) => CollectionsMarshal.AsSpan(steps)[done..];

    /// <summary>Adds a step.</summary>
    public void Add(AdamStep step)
    {
        steps.Add(step);
        sums.Add((0, 0));
        Span<(double A, double B)> all = CollectionsMarshal.AsSpan(sums);
        for (int done = Math.Max(0, steps.Count - Reach); done < steps.Count; done++)
        {
            int j = steps.Count - done;
            double moved = FirstDecay[j] * step.Rate;
            all[done] = (all[done].A + moved, all[done].B + (moved / (RootDecay[j] * step.RootScale)));
        }
    }

    /// <summary>Forgets all steps.</summary>
    public void Clear()
    {
        steps.Clear();
        sums.Clear();
    }

    /// <summary>Moves values p with moments m and v by all steps after the first <paramref name="done"/> at once.</summary>
    public void ApplyAtOnce(int done, Span<float> p, Span<float> m, Span<float> v)
    {
        int missing = steps.Count - done;
        (double a, double b) = sums[done];
        (float rate, float root) = ((float)a, (float)(a / b));
        (float firstDecay, float secondDecay) = ((float)Math.Pow(AdamStep.Beta1, missing), (float)Math.Pow(AdamStep.Beta2, missing));
        Vector<float> epsilon = new(AdamStep.Epsilon);
        int vectorEnd = p.Length - (p.Length % Vector<float>.Count);
        for (int i = 0; i < vectorEnd; i += Vector<float>.Count)
        {
            Vector<float> first = new(m[i..]);
            Vector<float> second = new(v[i..]);
            (new Vector<float>(p[i..]) - (first * rate / ((Vector.SquareRoot(second) * root) + epsilon))).CopyTo(p[i..]);
            (first * firstDecay).CopyTo(m[i..]);
            (second * secondDecay).CopyTo(v[i..]);
        }

        for (int i = vectorEnd; i < p.Length; i++)
        {
            p[i] -= m[i] * rate / ((MathF.Sqrt(v[i]) * root) + AdamStep.Epsilon);
            m[i] *= firstDecay;
            v[i] *= secondDecay;
        }
    }
}
