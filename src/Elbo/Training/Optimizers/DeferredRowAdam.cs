using Elbo.Models;
using Elbo.Models.Layers;

namespace Elbo.Training.Optimizers;

/// <summary>
/// Adam over a table of which a step touches few rows. A row without gradient owes the step, which moves it by its fading moments;
/// what it owes is made up for at once, before it is read again, so that the result is the dense optimiser's to the last bit while
/// memory is touched for few rows a step.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="firstMoments">First moments, rows x width.</param>
/// <param name="secondMoments">Second moments, rows x width.</param>
/// <param name="lazy">True to owe nothing: a row without gradient keeps value and moments.</param>
internal sealed unsafe class DeferredRowAdam(EmbeddingTable table, float[] firstMoments, float[] secondMoments, bool lazy) : IDeferredRowUpdates
{
    // Rows for which a second thread is worth waking.
    private const int MinRowsPerPart = 64;

    private readonly int width = (int)table.Weight.shape[1];
    private readonly int[] appliedSteps = new int[table.Weight.shape[0]];
    private readonly List<AdamStep> pendingSteps = [];
    private long stepsBeforePending;

    /// <summary>One step for the rows that have a gradient; the others owe it.</summary>
    /// <param name="number">The step's number, counted from 1.</param>
    /// <param name="step">The step.</param>
    public void Step(long number, AdamStep step)
    {
        if (!table.Gradient.Exists)
        {
            // Torch leaves a parameter without a gradient alone; the steps kept here have to be consecutive ones.
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
