using Elbo.Data;
using Elbo.Models;
using Elbo.Ranking;

namespace Elbo.Runs;

/// <summary>Recommends with a model in memory, with the same requests and ranking as a bundle's recommender.</summary>
internal sealed class ModelRecommender
{
    private readonly Model model;
    private readonly ItemCatalog catalog;
    private readonly Ranker ranker;
    private readonly int maxHistory;

    /// <summary>A recommender of a trained model.</summary>
    /// <param name="model">The model, which the caller disposes.</param>
    /// <param name="items">Its items, with their training interactions.</param>
    /// <param name="maxHistory">Number of most recent history items that the model uses; default all.</param>
    public ModelRecommender(Model model, IReadOnlyList<Item> items, int? maxHistory = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.maxHistory = maxHistory ?? int.MaxValue;
        catalog = new ItemCatalog(items);
        ranker = new Ranker(catalog, model.ScoreKind);
    }

    /// <summary>Recommends items for one request.</summary>
    /// <exception cref="ArgumentException">The request is invalid.</exception>
    public RecommendationResult Recommend(RecommendationRequest request)
    {
        ResolvedRequest resolved = ResolvedRequest.Resolve(request, catalog, maxHistory);
        float[] scores = new float[model.ItemCount];
        if (resolved.ModelInput.Length > 0)
        {
            model.Score(ToMatrix(resolved.ModelInput), 0, 1, scores);
        }

        return ranker.Rank(resolved, scores);
    }

    /// <summary>Recommends items for a history of the model's data.</summary>
    /// <param name="histories">Histories over the model's items.</param>
    /// <param name="row">The user's row.</param>
    /// <param name="k">Number of recommendations.</param>
    public RecommendationResult Recommend(InteractionMatrix histories, int row, int k)
    {
        ArgumentNullException.ThrowIfNull(histories);
        return Recommend(new RecommendationRequest
        {
            History = [.. histories.Row(row).ToArray().Select(item => catalog.Items[item].Id)],
            Times = histories.HasTimes ? histories.RowTimes(row).ToArray() : null,
            K = k,
        });
    }

    private InteractionMatrix ToMatrix(History history) => new(
        [0, history.Length], history.Items.ToArray(), model.ItemCount, history.Times.IsEmpty ? null : history.Times.ToArray());
}
