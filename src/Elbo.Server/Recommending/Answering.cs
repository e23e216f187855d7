using System.Threading.RateLimiting;
using Elbo.Inference;
using Elbo.Server.Errors;
using Elbo.Server.Models;
using Elbo.Server.Telemetry;

namespace Elbo.Server.Recommending;

/// <summary>Asks the model. Who waits at the same time shares a run of it.</summary>
internal sealed class Answering(CurrentModel current, ServerMetrics metrics) : IDisposable
{
    private const int ExplanationsThatWait = 16;

    // Reasons take a run of the model for each item of the history and keep a processor busy: they must not take all of them.
    private readonly ConcurrencyLimiter explaining = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, Environment.ProcessorCount / 2),
        QueueLimit = ExplanationsThatWait,
    });

    /// <summary>Answers one history.</summary>
    public async Task<RecommendationAnswer> AnswerAsync(RecommendationQuery query, CancellationToken cancellation)
    {
        using ModelLease lease = current.Use();
        return await AnswerAsync(lease.Model.Recommender, query, cancellation).ConfigureAwait(false);
    }

    /// <summary>Answers several histories, all by one model.</summary>
    public async Task<RecommendationAnswers> AnswerAsync(IReadOnlyList<RecommendationQuery> queries, CancellationToken cancellation)
    {
        using ModelLease lease = current.Use();
        Task<RecommendationAnswer>[] answers = new Task<RecommendationAnswer>[queries.Count];
        for (int i = 0; i < answers.Length; i++)
        {
            answers[i] = AnswerAsync(lease.Model.Recommender, queries[i], cancellation);
        }

        return new RecommendationAnswers(await Task.WhenAll(answers).ConfigureAwait(false));
    }

    public void Dispose() => explaining.Dispose();

    private async Task<RecommendationAnswer> AnswerAsync(Recommender recommender, RecommendationQuery query, CancellationToken cancellation)
    {
        Recommendations found = await recommender.RecommendAsync(query.ToRequest(), cancellation).ConfigureAwait(false);
        metrics.Answered(found.Source);
        IReadOnlyList<Explanation>? reasons = query.Explain ? await ExplainAsync(recommender, query, found, cancellation).ConfigureAwait(false) : null;
        return RecommendationAnswer.Of(found, reasons);
    }

    private async Task<IReadOnlyList<Explanation>> ExplainAsync(Recommender recommender, RecommendationQuery query, Recommendations found, CancellationToken cancellation)
    {
        if (found.Source == RecommendationSource.Popularity)
        {
            return [.. found.Items.Select(item => new Explanation(item.Item, []))];
        }

        using RateLimitLease turn = await explaining.AcquireAsync(1, cancellation).ConfigureAwait(false);
        return turn.IsAcquired
            ? recommender.Explain(query.History!, [.. found.Items.Select(item => item.Item.Id)], query.Reasons)
            : throw RequestRefusedException.Busy("too many reasons are being looked for; ask without explain, or later");
    }
}
