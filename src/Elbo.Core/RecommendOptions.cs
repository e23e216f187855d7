namespace Elbo;

/// <summary>What a ranking is to keep to. Items of the history are never recommended.</summary>
public sealed record RecommendOptions
{
    /// <summary>Ids not to recommend; default none. Unknown ids change nothing.</summary>
    public IReadOnlyCollection<string> Exclude { get; init; } = [];

    /// <summary>The only ids to choose from; default null, all. Unknown ids change nothing.</summary>
    public IReadOnlyCollection<string>? Candidates { get; init; }

    /// <summary>Recommend only items that have one of these categories, compared without case; default null, all.</summary>
    public IReadOnlyCollection<string>? Categories { get; init; }

    /// <summary>The most items of any one category, at least 1; an item counts for each of its categories. Default null, no limit.</summary>
    public int? MaxPerCategory { get; init; }

    /// <summary>
    /// How much unlike items are preferred, from 0 (default: by score alone) to 1: maximal marginal relevance (Carbonell and
    /// Goldstein 1998), (1 - diversity) * relevance - diversity * greatest similarity to an item chosen before, over scores brought to
    /// 0..1 over the best 10 k of them (at least 200) and the bundle's similar items.
    /// </summary>
    public double Diversity { get; init; }

    /// <summary>
    /// How much popular items are held back, from 0 (default) to 1: of logits this many times the logarithm of an item's share of
    /// all interactions is taken off; other scores are divided by the share to this power, and multiplied where they are below 0.
    /// A share counts one interaction more for each item. Rankings by popularity alone are not discounted.
    /// </summary>
    public double PopularityDiscount { get; init; }
}
