using System.ComponentModel.DataAnnotations;

namespace Elbo.Evaluation;

/// <summary>Options of <see cref="Evaluator"/>.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Names for <see cref="MetricRegistry"/>; default ndcg@100, recall@20, recall@50, capped-recall@20, capped-recall@50.</summary>
    [MinLength(1, ErrorMessage = "name at least one metric, for example ndcg@100")]
    public IReadOnlyList<string> Metrics { get; init; } = ["ndcg@100", "recall@20", "recall@50", "capped-recall@20", "capped-recall@50"];

    /// <summary>
    /// Users scored at once; default null, which means up to 512 within 64 MiB of scores and at least 16. Changes speed and
    /// memory (4 bytes x items each), not the metrics.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? BlockSize { get; init; }
}
