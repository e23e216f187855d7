using Elbo.Data;

namespace Elbo.Tests.Models;

/// <summary>Two blocks of six items; who likes one block never touches the other.</summary>
internal static class Checkerboard
{
    public const int Items = 12;
    private const int BlockSize = 6;

    /// <summary>40 people, half of them for each block, each with four of its six items in an order of their own.</summary>
    public static InteractionMatrix Train { get; } = InteractionMatrix.FromRows(Enumerable.Range(0, 40).Select(History), Items);

    /// <summary>People never trained on, with two items of one block.</summary>
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
