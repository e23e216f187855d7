using System.Threading.RateLimiting;
using Elbo.Inference;
using Elbo.Server.Errors;
using Elbo.Server.Models;
using Elbo.Server.Telemetry;

namespace Elbo.Server.Recommendations;

/// <summary>Asks the model. Who waits at the same time shares a run of it.</summary>
internal sealed class RecommendationService(ModelProvider current, ServerMetrics metrics) : IDisposable
{
    private const int MaxQueuedExplanations = 16;

    // Reasons take a run of the model for each item of the history and keep a processor busy: they must not take all of them.
    private readonly ConcurrencyLimiter explanationLimiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, Environment.ProcessorCount / 2),
        QueueLimit = MaxQueuedExplanations,
    });

    /// <summary>Answers one history.</summary>
    public async Task<RecommendationResponse> RecommendAsync(HistoryRequest request, CancellationToken cancellationToken)
    {
        using ModelLease lease = current.Acquire();
        return await RecommendAsync(lease.Model.Recommender, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Answers several histories, all by one model.</summary>
    public async Task<RecommendationsResponse> RecommendAsync(IReadOnlyList<HistoryRequest> requests, CancellationToken cancellationToken)
    {
        using ModelLease lease = current.Acquire();
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
        IReadOnlyList<Explanation>? reasons = request.Explain ? await ExplainAsync(recommender, request, result, cancellationToken).ConfigureAwait(false) : null;
        return RecommendationResponse.From(result, reasons);
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
            : throw ProblemException.ServiceUnavailable("too many reasons are being looked for; ask without explain, or later");
    }
}
