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
internal sealed unsafe class RowAdam(RowTable table, float[] firstMoments, float[] secondMoments, bool lazy) : IRowUpdates
{
    // Rows for which a second thread is worth waking.
    private const int SmallestPart = 64;

    private readonly int width = (int)table.Weight.shape[1];
    private readonly int[] settled = new int[table.Weight.shape[0]];
    private readonly List<AdamStep> steps = [];
    private long numberBefore;

    /// <summary>One step for the rows that have a gradient; the others owe it.</summary>
    /// <param name="number">The step's number, counted from 1.</param>
    /// <param name="step">The step.</param>
    public void Step(long number, AdamStep step)
    {
        if (!table.Gradient.Exists)
        {
            // Torch leaves a parameter without a gradient alone; the steps kept here have to be consecutive ones.
            Settle();
            return;
        }

        if (steps.Count == 0)
        {
            numberBefore = number - 1;
        }
        else if (numberBefore + steps.Count + 1 != number || step.Rate > steps[^1].Rate)
        {
            Settle();
            numberBefore = number - 1;
        }

        int[] rows = table.Gradient.Rows;
        Settle(rows);
        float[] gradient = table.Gradient.Values;
        float* weight = NativeFloats.Of(table.Weight);
        ParallelRows.For(rows.Length, SmallestPart, (first, end) =>
        {
            for (int i = first; i < end; i++)
            {
                int row = rows[i];
                step.Apply(
                    new Span<float>(weight + ((long)row * width), width),
                    gradient.AsSpan(i * width, width),
                    firstMoments.AsSpan(row * width, width),
                    secondMoments.AsSpan(row * width, width));
                settled[row]++;
            }
        });
        if (!lazy)
        {
            steps.Add(step);
        }
    }

    /// <inheritdoc />
    public void Settle(ReadOnlyMemory<int> rows)
    {
        if (steps.Count > 0)
        {
            float* weight = NativeFloats.Of(table.Weight);
            ParallelRows.For(rows.Length, SmallestPart, (first, end) =>
            {
                foreach (int row in rows.Span[first..end])
                {
                    Settle(weight, row);
                }
            });
        }
    }

    /// <inheritdoc />
    public void Settle()
    {
        if (steps.Count == 0)
        {
            return;
        }

        float* weight = NativeFloats.Of(table.Weight);
        ParallelRows.For(settled.Length, SmallestPart, (first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                Settle(weight, row);
            }
        });
        numberBefore += steps.Count;
        steps.Clear();
        settled.AsSpan().Clear();
    }

    private void Settle(float* weight, int row)
    {
        int done = settled[row];
        if (done < steps.Count)
        {
            AdamStep.ApplyWithoutGradient(
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(steps)[done..],
                numberBefore + done + 1,
                new Span<float>(weight + ((long)row * width), width),
                firstMoments.AsSpan(row * width, width),
                secondMoments.AsSpan(row * width, width));
            settled[row] = steps.Count;
        }
    }
}
