using Elbo.Data;

namespace Elbo.Models.Losses;

/// <summary>Draws the items of a sampled softmax, each with its probability of being drawn.</summary>
internal sealed class NegativeSampler
{
    private readonly SoftmaxOptions softmax;
    private readonly SoftmaxKind kind;
    private readonly int itemCount;
    private readonly int[] byPopularity;
    private readonly double[] itemFractions;

    /// <param name="softmax">Kind and number of samples.</param>
    /// <param name="train">Training histories, for popularity.</param>
    public NegativeSampler(SoftmaxOptions softmax, InteractionMatrix train)
    {
        this.softmax = softmax;
        itemCount = train.ItemCount;
        kind = softmax.Resolve(itemCount);
        int[] frequencies = train.ItemFrequencies();
        byPopularity = kind == SoftmaxKind.LogUniform ? [.. Enumerable.Range(0, itemCount).OrderByDescending(item => frequencies[item])] : [];
        itemFractions = kind == SoftmaxKind.InBatch ? [.. frequencies.Select(count => (double)count / train.RowCount)] : [];
    }

    /// <summary>Some items, ascending, each once, with its probability of being drawn in a step.</summary>
    /// <param name="targetItems">The items of the batch's targets, with repeats.</param>
    /// <param name="userCount">Users in the batch.</param>
    /// <param name="random">Generator of the samples.</param>
    public (int[] Items, double[] Inclusion) Draw(ReadOnlySpan<int> targetItems, int userCount, DeterministicRandom random)
    {
        if (kind == SoftmaxKind.InBatch)
        {
            return InBatch(targetItems, userCount, random);
        }

        int[] items = new int[softmax.Samples];
        double[] inclusion = new double[softmax.Samples];
        for (int i = 0; i < items.Length; i++)
        {
            (items[i], inclusion[i]) = kind == SoftmaxKind.Uniform ? (random.NextInt(itemCount), 1.0 / itemCount) : LogUniform(random);
        }

        Array.Sort(items, inclusion);
        int kept = 0;
        for (int i = 0; i < items.Length; i++)
        {
            if (kept == 0 || items[kept - 1] != items[i])
            {
                items[kept] = items[i];
                inclusion[kept++] = AtLeastOnce(inclusion[i], softmax.Samples);
            }
        }

        return (items[..kept], inclusion[..kept]);
    }

    /// <summary>Zipf-like, in closed form: the rank is floor(exp(u log(n + 1))) - 1 for u uniform in [0, 1).</summary>
    private (int Item, double Probability) LogUniform(DeterministicRandom random)
    {
        int rank = Math.Min(itemCount, (int)Math.Exp(random.NextDouble() * Math.Log(itemCount + 1.0))) - 1;
        return (byPopularity[rank], Math.Log((rank + 2.0) / (rank + 1)) / Math.Log(itemCount + 1.0));
    }

    private (int[] Items, double[] Inclusion) InBatch(ReadOnlySpan<int> targetItems, int userCount, DeterministicRandom random)
    {
        int[] items = [.. new HashSet<int>(targetItems.ToArray())];
        double kept = Math.Min(1, (double)softmax.Samples / items.Length);
        if (kept < 1)
        {
            Array.Sort(items);
            random.Shuffle<int>(items);
            items = items[..softmax.Samples];
        }

        Array.Sort(items);

        // The probability that another user of the batch has it; a user alone in a batch sees no items of others.
        return (items, [.. items.Select(item => kept * AtLeastOnce(Math.Max(itemFractions[item], 1e-12), Math.Max(1, userCount - 1)))]);
    }

    /// <summary>The probability of at least one success in some trials.</summary>
    private static double AtLeastOnce(double probability, int trials) => probability >= 1 ? 1 : -Math.Exp(trials * Math.Log(1 - probability)) + 1;
}
