using Elbo.Data;
using Elbo.Models.Losses;

namespace Elbo.Models.Layers;

/// <summary>Builds the targets of each packed step.</summary>
internal static class StepTargets
{
    // Items with a smaller weight are left out of an exponentially decaying target.
    private const double SmallestWeight = 1e-4;

    public static SparseTargets Create(PackedHistories packed, InteractionMatrix histories, SvaeOptions options)
    {
        float[] decayed = options.Target == SvaeTarget.ExponentialDecay ? DecayWeights(options.Decay) : [];
        int[] offsets = new int[packed.PositionCount + 1];
        List<int> items = new(packed.PositionCount * 4);
        List<float> weights = new(packed.PositionCount * 4);
        int position = 0;
        foreach ((int row, int step) in packed.Positions())
        {
            ReadOnlySpan<int> history = histories.Row(packed.Rows[row]);
            ReadOnlySpan<int> explained = Window(history, step, decayed.Length, options);
            items.AddRange(explained);
            for (int i = 0; i < explained.Length; i++)
            {
                weights.Add(options.Target switch
                {
                    SvaeTarget.NextK => 1f / options.NextK,
                    SvaeTarget.Prefix or SvaeTarget.Postfix => 1f / (history.Length - 1),
                    SvaeTarget.ExponentialDecay => decayed[i],
                    _ => 1,
                });
            }

            offsets[++position] = items.Count;
        }

        return new SparseTargets(offsets, [.. items], [.. weights]);
    }

    private static ReadOnlySpan<int> Window(ReadOnlySpan<int> history, int step, int reach, SvaeOptions options)
    {
        ReadOnlySpan<int> future = history[(step + 1)..];
        return options.Target switch
        {
            SvaeTarget.NextK => future[..Math.Min(options.NextK, future.Length)],
            SvaeTarget.Next => future[..1],
            SvaeTarget.Same => history.Slice(step, 1),
            SvaeTarget.Prefix => history[..(step + 1)],
            SvaeTarget.Postfix => future,
            SvaeTarget.ExponentialDecay => future[..Math.Min(reach, future.Length)],
            _ => throw new InvalidOperationException($"no window for {options.Target}"),
        };
    }

    private static float[] DecayWeights(double decay)
    {
        List<float> weights = [];
        for (double weight = 1 - decay; weight > SmallestWeight; weight *= decay)
        {
            weights.Add((float)weight);
        }

        return [.. weights];
    }
}
