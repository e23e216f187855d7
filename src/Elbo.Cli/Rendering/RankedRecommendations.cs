using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>What a model would show somebody.</summary>
/// <param name="Run">Whose model.</param>
/// <param name="UserId">The person in the data, or null for items that were typed.</param>
/// <param name="History">The items it was shown, oldest first.</param>
/// <param name="Ranked">Recommended items with their scores, best first.</param>
/// <param name="AllScoresEqual">True where the model scores all items the same, and popularity in training decided.</param>
internal sealed record RankedRecommendations(
    RunFolder Run, string? UserId, IReadOnlyList<int> History, IReadOnlyList<(int Item, float Score)> Ranked, bool AllScoresEqual);
