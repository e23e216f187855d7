using Elbo.Models.Kernels;
using Elbo.Models.Layers;

namespace Elbo.Training.Optimizers;

/// <summary>
/// Adam for an embedding table, with a few rows per step. Adam also moves a row without a gradient, by its decaying moments; such
/// updates are deferred and applied together before the row is read again. The result equals the dense optimizer's bit for bit,
/// but a step accesses only a few rows.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="firstMoments">First moments, rows x width.</param>
/// <param name="secondMoments">Second moments, rows x width.</param>
/// <param name="lazy">True to defer nothing: a row without a gradient keeps value and moments.</param>
internal sealed unsafe class DeferredRowAdam(EmbeddingTable table, float[] firstMoments, float[] secondMoments, bool lazy) : IDeferredRowUpdates
{
    // Below this many rows a second thread costs more than it saves.
    private const int MinRowsPerPart = 64;

    private readonly int width = (int)table.Weight.shape[1];
    private readonly int[] appliedSteps = new int[table.Weight.shape[0]];
    private readonly List<AdamStep> pendingSteps = [];
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
        else if (stepsBeforePending + pendingSteps.Count + 1 != number || step.Rate > pendingSteps[^1].Rate)
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
        if (!lazy)
        {
            pendingSteps.Add(step);
        }
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
            AdamStep.ApplyWithoutGradient(
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pendingSteps)[done..],
                stepsBeforePending + done + 1,
                new Span<float>(weight + ((long)row * width), width),
                firstMoments.AsSpan(row * width, width),
                secondMoments.AsSpan(row * width, width));
            appliedSteps[row] = pendingSteps.Count;
        }
    }
}
