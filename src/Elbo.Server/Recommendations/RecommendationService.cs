using System.Threading.RateLimiting;
using Elbo.Inference;
using Elbo.Server.Errors;
using Elbo.Server.Models;
using Elbo.Server.Telemetry;

namespace Elbo.Server.Recommendations;

/// <summary>Recommends with the current model. Requests that wait at the same time share one run of it.</summary>
internal sealed class RecommendationService(ModelProvider models, ServerMetrics metrics) : IDisposable
{
    private const int MaxQueuedExplanations = 16;

    // Explaining takes one model run per item of the history and keeps a processor busy, so it gets at most half of them.
    private readonly ConcurrencyLimiter explanationLimiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, Environment.ProcessorCount / 2),
        QueueLimit = MaxQueuedExplanations,
    });

    /// <summary>Recommends for one history.</summary>
    public async Task<RecommendationResponse> RecommendAsync(HistoryRequest request, CancellationToken cancellationToken)
    {
        using ModelLease lease = models.Acquire();
        return await RecommendAsync(lease.Model.Recommender, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Recommends for several histories, all with the same model.</summary>
    public async Task<RecommendationsResponse> RecommendAsync(IReadOnlyList<HistoryRequest> requests, CancellationToken cancellationToken)
    {
        using ModelLease lease = models.Acquire();
        Task<RecommendationResponse>[] responses = new Task<RecommendationResponse>[requests.Count];
        for (int i = 0; i < responses.Length; i++)
        {
            responses[i] = RecommendAsync(lease.Model.Recommender, requests[i], cancellationToken);
        }

        return new RecommendationsResponse(await Task.WhenAll(responses).ConfigureAwait(false));
    }

    public void Dispose() => explanationLimiter.Dispose();

    private async Task<RecommendationResponse> RecommendAsync(Recommender recommender, HistoryRequest request, CancellationToken cancellationToken)
    {
        RecommendationResult result = await recommender.RecommendAsync(request.ToRequest(), cancellationToken).ConfigureAwait(false);
        metrics.RecordRecommendation(result.Source);
        IReadOnlyList<Explanation>? explanations = request.Explain ? await ExplainAsync(recommender, request, result, cancellationToken).ConfigureAwait(false) : null;
        return RecommendationResponse.From(result, explanations);
    }

    private async Task<IReadOnlyList<Explanation>> ExplainAsync(Recommender recommender, HistoryRequest request, RecommendationResult result, CancellationToken cancellationToken)
    {
        if (result.Source == RecommendationSource.Popularity)
        {
            return [.. result.Items.Select(item => new Explanation(item.Item, []))];
        }

        using RateLimitLease permit = await explanationLimiter.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
        return permit.IsAcquired
            ? recommender.Explain(request.History!, [.. result.Items.Select(item => item.Item.Id)], request.MaxReasons)
            : throw ProblemException.ServiceUnavailable("too many explanations are being computed; retry without explain, or later");
    }
}
