using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Models;
using Elbo.Runs;

namespace Elbo.Reports;

/// <summary>A test user with recent history, recommendations and hits.</summary>
/// <param name="User">The user's id.</param>
/// <param name="HistoryLength">Length of the fold-in history.</param>
/// <param name="LastItems">The last items of the history, oldest first.</param>
/// <param name="Recommendations">The recommendations, best first.</param>
/// <param name="TargetCount">Number of held-out targets.</param>
internal sealed record UserExample(
    string User, int HistoryLength, IReadOnlyList<ReportItem> LastItems, IReadOnlyList<ReportItem> Recommendations, int TargetCount)
{
    /// <summary>One seed for all runs, so that runs on the same split show the same users.</summary>
    private const long Seed = 42;

    /// <summary>Number of history items shown.</summary>
    private const int ShownHistoryItems = 5;

    /// <summary>Samples test users; the same split always gives the same users.</summary>
    /// <param name="run">The run.</param>
    /// <param name="model">Its model.</param>
    /// <param name="users">The data's users.</param>
    /// <param name="test">The test users.</param>
    /// <param name="options">Number of users and of recommendations.</param>
    public static IReadOnlyList<UserExample> Sample(RunFolder run, Model model, Vocabulary users, HeldOutSet test, ReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(options);
        int[] rows = test.RowsWithTargets();
        new DeterministicRandom(Seed).Shuffle<int>(rows);
        ModelRecommender recommender = new(model, run.Items, run.Recipe.Preprocessing.MaxUserInteractions);
        return [.. rows.Take(options.ExampleUsers).Select(row => Create(run, recommender, users[test.Users[row]], test, row, options.RecommendationsPerUser))];
    }

    private static UserExample Create(RunFolder run, ModelRecommender recommender, string user, HeldOutSet test, int row, int recommended)
    {
        Item[] history = ItemsOf(test.FoldIn);
        HashSet<string> targets = [.. ItemsOf(test.Targets).Select(item => item.Id)];
        return new UserExample(
            user,
            history.Length,
            [.. history.TakeLast(ShownHistoryItems).Select(item => Describe(item, isHit: false))],
            [.. recommender.Recommend(test.FoldIn, row, recommended).Items.Select(found => Describe(found.Item, targets.Contains(found.Item.Id)))],
            targets.Count);

        Item[] ItemsOf(InteractionMatrix histories) => [.. histories.Row(row).ToArray().Select(item => run.Items[item])];
    }

    private static ReportItem Describe(Item item, bool isHit) => new(item.DisplayName(), item.Categories, isHit);
}

/// <summary>An item with its title and categories.</summary>
/// <param name="Title">Its title, or its id if it has none.</param>
/// <param name="Categories">Its categories; may be empty.</param>
/// <param name="IsHit">True if it is a recommendation that is one of the user's held-out targets.</param>
internal sealed record ReportItem(string Title, IReadOnlyList<string> Categories, bool IsHit = false);
