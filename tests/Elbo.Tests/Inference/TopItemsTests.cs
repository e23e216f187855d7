using CsCheck;
using Elbo.Ranking;

namespace Elbo.Tests.Inference;

public class TopItemsTests
{
    private static readonly Gen<float> AnyScore = Gen.OneOf(
        Gen.Float[-1, 1],
        Gen.Int[-3, 3].Select(i => (float)i),
        Gen.Const(float.NegativeInfinity),
        Gen.Const(-0f),
        Gen.Const(float.NaN));

    [Fact]
    public void The_best_come_first_and_ties_go_to_the_lower_index()
    {
        Span<int> items = stackalloc int[4];

        int count = TopItems.Select([1, 3, float.NegativeInfinity, 3, -2, 0], items);

        Assert.Equal(4, count);
        Assert.Equal([1, 3, 0, 5], items.ToArray());
    }

    [Fact]
    public void Selection_equals_a_full_sort() =>
        (from scores in AnyScore.Array[0, 2000]
         from wanted in Gen.Int[0, 150]
         select (scores, wanted)).Sample(drawn => AssertSorted(drawn.scores, drawn.wanted));

    [Fact]
    public void Selection_equals_a_full_sort_just_after_the_threshold_rises() =>
        (from scores in Gen.Float[-1, 1].Array[250, 600]
         from wanted in Gen.Int[1, 20]
         select (scores, wanted)).Sample(drawn => AssertSorted(drawn.scores, drawn.wanted));

    [Theory]
    [InlineData(1)] // ascending: every score exceeds the threshold
    [InlineData(-1)]
    [InlineData(0)] // all equal
    public void Selection_equals_a_full_sort_for_ordered_scores(int slope) =>
        AssertSorted([.. Enumerable.Range(0, 5000).Select(item => (float)(slope * item))], 100);

    private static void AssertSorted(float[] scores, int wanted)
    {
        int[] expected = [.. Enumerable.Range(0, scores.Length)
            .Where(item => scores[item] > float.NegativeInfinity)
            .OrderByDescending(item => scores[item])
            .ThenBy(item => item)
            .Take(wanted)];
        int[] items = new int[wanted];

        int count = TopItems.Select(scores, items);

        Assert.Equal(expected, items[..count]);
    }
}
