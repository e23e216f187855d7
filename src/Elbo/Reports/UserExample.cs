using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Inference;
using Elbo.Models;
using Elbo.Runs;

namespace Elbo.Reports;

/// <summary>What a model recommends to a test person, and what that person really chose.</summary>
/// <param name="User">The person's id.</param>
/// <param name="HistoryLength">How many items the model was shown.</param>
/// <param name="LastItems">The last of these, oldest first.</param>
/// <param name="Recommendations">The best first.</param>
/// <param name="TargetCount">How many items there were to find.</param>
public sealed record UserExample(
    string User, int HistoryLength, IReadOnlyList<ReportItem> LastItems, IReadOnlyList<ReportItem> Recommendations, int TargetCount)
{
    /// <summary>One seed for all runs, so that runs on the same split show the same people.</summary>
    private const long Seed = 42;

    /// <summary>How much of a history is shown.</summary>
    private const int ShownHistoryItems = 5;

    /// <summary>Draws some test people, always the same of one split.</summary>
    /// <param name="run">The run.</param>
    /// <param name="model">Its model.</param>
    /// <param name="users">The data's people.</param>
    /// <param name="test">Test people.</param>
    /// <param name="options">How many people, and how many recommendations.</param>
    public static IReadOnlyList<UserExample> Sample(RunFolder run, Model model, Vocabulary users, HeldOutSet test, ReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(options);
        int[] rows = test.RowsWithTargets();
        new DeterministicRandom(Seed).Shuffle<int>(rows);
        return [.. rows.Take(options.ExampleUsers).Select(row => Create(run, model, users[test.Users[row]], test, row, options.RecommendationsPerUser))];
    }

    private static UserExample Create(RunFolder run, Model model, string user, HeldOutSet test, int row, int recommended)
    {
        float[] scores = new float[model.ItemCount];
        model.Score(test.FoldIn, row, 1, scores);
        int[] history = test.FoldIn.Row(row).ToArray();
        HashSet<int> targets = [.. test.Targets.Row(row)];
        return new UserExample(
            user,
            history.Length,
            [.. history.TakeLast(ShownHistoryItems).Select(item => Item(run.Items[item], chosen: false))],
            [.. TopItems.SelectUnseen(scores, history, recommended).Select(item => Item(run.Items[item], targets.Contains(item)))],
            targets.Count);
    }

    private static ReportItem Item(RunItem item, bool chosen) => new(item.Title ?? item.Id, item.Genres, chosen);
}
