using Elbo.IO;
using Elbo.Models.Kernels;
using Elbo.Models.Layers;

namespace Elbo.Training.Optimizers;

/// <summary>What happens to a row that a step has no gradient for.</summary>
internal enum MissedStepRule
{
    /// <summary>Its missed steps are applied one at a time: the dense optimizer's result, bit for bit.</summary>
    OneByOne,

    /// <summary>Its missed steps are applied together in closed form: the dense optimizer's result to about 1e-5 of the movement (1e-3 for gradients near epsilon).</summary>
    AtOnce,

    /// <summary>It keeps value and moments.</summary>
    Skip,
}

/// <summary>
/// Adam for an embedding table, with a few rows per step. Adam also moves a row without a gradient, by its decaying moments; such
/// updates are deferred and applied together before the row is read again, so that a step accesses only a few rows.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="firstMoments">First moments, rows x width.</param>
/// <param name="secondMoments">Second moments, rows x width.</param>
/// <param name="rule">What happens to a row without a gradient.</param>
internal sealed unsafe class DeferredRowAdam(EmbeddingTable table, float[] firstMoments, float[] secondMoments, MissedStepRule rule) : IDeferredRowUpdates
{
    private const string WeightName = "weight";
    private const string AppliedName = "applied";
    private const string PendingName = "pending";

    // Below this many rows a second thread costs more than it saves.
    private const int MinRowsPerPart = 64;

    private readonly int width = (int)table.Weight.shape[1];
    private readonly int[] appliedSteps = new int[table.Weight.shape[0]];
    private readonly PendingAdamSteps pendingSteps = new();
    private long stepsBeforePending;

    /// <summary>Updates the rows with a gradient; the step is deferred for all others.</summary>
    /// <param name="number">The step's number, counted from 1.</param>
    /// <param name="step">The step.</param>
    public void Step(long number, AdamStep step)
    {
        if (!table.Gradient.Exists)
        {
            // Like torch, skips a table without a gradient; pending steps must be consecutive.
            ApplyPending();
            return;
        }

        if (pendingSteps.Count == 0)
        {
            stepsBeforePending = number - 1;
        }
        else if (stepsBeforePending + pendingSteps.Count + 1 != number || step.Rate > pendingSteps.Last.Rate)
        {
            ApplyPending();
            stepsBeforePending = number - 1;
        }

        int[] rows = table.Gradient.Rows;
        ApplyPending(rows);
        float[] gradient = table.Gradient.Values;
        float* weight = TensorPointer.GetFloats(table.Weight);
        ParallelRows.For(rows.Length, MinRowsPerPart, (first, end) =>
        {
            for (int i = first; i < end; i++)
            {
                int row = rows[i];
                step.Apply(
                    new Span<float>(weight + ((long)row * width), width),
                    gradient.AsSpan(i * width, width),
                    firstMoments.AsSpan(row * width, width),
                    secondMoments.AsSpan(row * width, width));
                appliedSteps[row]++;
            }
        });
        if (rule != MissedStepRule.Skip)
        {
            pendingSteps.Add(step);
        }
    }

    /// <summary>
    /// The state needed to continue with pending steps. Steps that are applied at once round differently when they are applied in two parts, so
    /// training that is interrupted within an epoch has to continue with the same pending steps.
    /// </summary>
    public IReadOnlyList<(string Name, TensorData State)> SavePending()
    {
        if (rule != MissedStepRule.AtOnce || pendingSteps.Count == 0)
        {
            return [];
        }

        float[] weight = new ReadOnlySpan<float>(TensorPointer.GetFloats(table.Weight), firstMoments.Length).ToArray();
        float[] steps = [.. pendingSteps.After(0).ToArray().SelectMany(step => new[] { step.Rate, step.RootScale })];
        int[] applied = [.. appliedSteps];
        return
        [
            (WeightName, TensorData.From(weight, weight.Length)),
            (AppliedName, TensorData.From(applied, applied.Length)),
            (PendingName, TensorData.From(steps, steps.Length)),
        ];
    }

    /// <summary>Restores what <see cref="SavePending"/> saved, if anything.</summary>
    /// <param name="number">Number of steps so far.</param>
    /// <param name="find">The saved state of a name, or null.</param>
    public void LoadPending(long number, Func<string, TensorData?> find)
    {
        if (find(WeightName) is not { } weight || find(AppliedName) is not { } applied || find(PendingName) is not { } pending)
        {
            return;
        }

        weight.ToArray<float>().CopyTo(new Span<float>(TensorPointer.GetFloats(table.Weight), firstMoments.Length));
        applied.ToArray<int>().CopyTo(appliedSteps, 0);
        foreach (float[] step in pending.ToArray<float>().Chunk(2))
        {
            pendingSteps.Add(new AdamStep(step[0], step[1], Decay: 0, WeightFactor: 1));
        }

        stepsBeforePending = number - pendingSteps.Count;
    }

    /// <inheritdoc />
    public void ApplyPending(ReadOnlyMemory<int> rows)
    {
        if (pendingSteps.Count > 0)
        {
            float* weight = TensorPointer.GetFloats(table.Weight);
            ParallelRows.For(rows.Length, MinRowsPerPart, (first, end) =>
            {
                foreach (int row in rows.Span[first..end])
                {
                    ApplyPending(weight, row);
                }
            });
        }
    }

    /// <inheritdoc />
    public void ApplyPending()
    {
        if (pendingSteps.Count == 0)
        {
            return;
        }

        float* weight = TensorPointer.GetFloats(table.Weight);
        ParallelRows.For(appliedSteps.Length, MinRowsPerPart, (first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                ApplyPending(weight, row);
            }
        });
        stepsBeforePending += pendingSteps.Count;
        pendingSteps.Clear();
        appliedSteps.AsSpan().Clear();
    }

    private void ApplyPending(float* weight, int row)
    {
        int done = appliedSteps[row];
        if (done < pendingSteps.Count)
        {
            Span<float> p = new(weight + ((long)row * width), width);
            Span<float> m = firstMoments.AsSpan(row * width, width);
            Span<float> v = secondMoments.AsSpan(row * width, width);
            if (rule == MissedStepRule.AtOnce)
            {
                pendingSteps.ApplyAtOnce(done, p, m, v);
            }
            else
            {
                AdamStep.ApplyWithoutGradient(pendingSteps.After(done), stepsBeforePending + done + 1, p, m, v);
            }

            appliedSteps[row] = pendingSteps.Count;
        }
    }
}
