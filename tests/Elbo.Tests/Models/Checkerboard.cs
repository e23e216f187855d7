using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Data.Synthetic;

namespace Elbo.Tests.Models;

/// <summary>Two blocks of six items; each user likes one block and has no item of the other.</summary>
internal static class Checkerboard
{
    public const int Items = 12;
    private const int BlockSize = 6;

    /// <summary>40 users, half of them for each block, each with four of its six items in a different order.</summary>
    public static InteractionMatrix Train { get; } = InteractionMatrix.FromRows(Enumerable.Range(0, 40).Select(History), Items);

    /// <summary>Users who are not in the training data, with two items of one block.</summary>
    public static InteractionMatrix NewUsers { get; } = InteractionMatrix.FromRows([[0, 1], [6, 7], [5, 2], [11, 8], [3, 4], [9, 10]], Items);

    public static bool SameBlock(int item, int other) => item / BlockSize == other / BlockSize;

    private static int[] History(int user)
    {
        DeterministicRandom random = new(seed: 1, stream: user);
        int[] block = [.. Enumerable.Range(user % 2 * BlockSize, BlockSize)];
        random.Shuffle<int>(block);
        return block[..4];
    }
}

/// <summary>Small synthetic data with 600 users: 200 of them are held out, so that a margin is more than chance.</summary>
internal static class SmallSyntheticSplit
{
    public static Split Create(TargetSelection foldOut) =>
        new HeldOutUsersSplitter(new() { ValidationUsers = 100, TestUsers = 200, TargetSelection = foldOut })
            .Split(SyntheticDataset.Create(new() { Users = 600, Items = 240, MeanHistoryLength = 30 }));
}
