using Elbo.Inference;
using Elbo.Server.Models;
using Elbo.Server.Options;
using Elbo.Server.Security;
using Elbo.Server.Telemetry;

namespace Elbo.Server.Recommendations;

/// <summary>Recommends with the current model. Waiting clients take turns, one history each, and share runs of the model.</summary>
internal sealed class RecommendationService(ModelProvider models, ServerOptions options, ServerMetrics metrics)
{
    private const int MaxQueuedExplanations = 16;

    /// <summary>Enough histories at a time to fill the current batches and the next ones.</summary>
    internal FairQueue Histories { get; } = new(2 * options.MaxConcurrentRuns * options.MaxBatchSize);

    // Explaining takes one model run per item of the history and keeps a processor busy, so it gets at most half of them.
    private readonly FairQueue explanations = new(Math.Max(1, Environment.ProcessorCount / 2), MaxQueuedExplanations);

    /// <summary>Recommends for one history.</summary>
    public async Task<RecommendationResponse> RecommendAsync(string client, HistoryRequest request, CancellationToken cancellationToken)
    {
        using ModelLease lease = models.Acquire();
        return await RecommendAsync(client, lease.Model.Recommender, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Recommends for several histories, all with the same model.</summary>
    public async Task<RecommendationsResponse> RecommendAsync(string client, IReadOnlyList<HistoryRequest> requests, CancellationToken cancellationToken)
    {
        using ModelLease lease = models.Acquire();
        Task<RecommendationResponse>[] responses = new Task<RecommendationResponse>[requests.Count];
        for (int i = 0; i < responses.Length; i++)
        {
            responses[i] = RecommendAsync(client, lease.Model.Recommender, requests[i], cancellationToken);
        }

        return new RecommendationsResponse(await Task.WhenAll(responses).ConfigureAwait(false));
    }

    private async Task<RecommendationResponse> RecommendAsync(string client, Recommender recommender, HistoryRequest request, CancellationToken cancellationToken)
    {
        RecommendationResult result;
        using (await Histories.EnterAsync(client, cancellationToken).ConfigureAwait(false))
        {
            result = await recommender.RecommendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        metrics.RecordRecommendation(result.Source);
        return RecommendationResponse.From(result, request.Explain ? await ExplainAsync(client, recommender, request, result, cancellationToken).ConfigureAwait(false) : null);
    }

    private async Task<IReadOnlyList<Explanation>> ExplainAsync(string client, Recommender recommender, HistoryRequest request, RecommendationResult result, CancellationToken cancellationToken)
    {
        if (result.Source == RecommendationSource.Popularity)
        {
            return [.. result.Items.Select(item => new Explanation(item.Item, []))];
        }

        using (await explanations.EnterAsync(client, cancellationToken).ConfigureAwait(false))
        {
            return recommender.Explain(request, [.. result.Items.Select(item => item.Item.Id)], request.MaxReasons);
        }
    }
}
