using System.Globalization;

namespace Elbo.Evaluation;

/// <summary>All metrics by name. A new metric is one line here.</summary>
public static class MetricRegistry
{
    private static readonly Dictionary<string, Func<int, IMetric>> Factories = new(StringComparer.Ordinal)
    {
        ["ndcg"] = k => new Ndcg(k),
        ["recall"] = k => new Recall(k),
        ["capped-recall"] = k => new CappedRecall(k),
        ["precision"] = k => new Precision(k),
        ["map"] = k => new AveragePrecision(k),
        ["mrr"] = k => new ReciprocalRank(k),
        ["hit-rate"] = k => new HitRate(k),
        ["coverage"] = k => new Coverage(k),
        ["gini"] = k => new Gini(k),
        ["novelty"] = k => new Novelty(k),
    };

    /// <summary>The names without their cut-off, for example "ndcg".</summary>
    public static IReadOnlyCollection<string> Names => Factories.Keys;

    /// <summary>The metric of a name such as "ndcg@100".</summary>
    /// <exception cref="ElboException">The name is unknown, or its cut-off is missing or not a whole number of at least 1.</exception>
    public static IMetric Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] parts = name.Split('@', 2);
        if (!Factories.TryGetValue(parts[0], out Func<int, IMetric>? create))
        {
            throw UnknownMetric(name, parts);
        }

        return parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int k) && k > 0
            ? create(k)
            : throw new ElboException(
                $"metric '{name}' needs a cut-off of at least 1, for example '{parts[0]}@100'");
    }

    /// <summary>The names in a list such as "ndcg@10,recall@20", without repetitions.</summary>
    /// <exception cref="ElboException">The list is empty, or a name is invalid.</exception>
    public static IReadOnlyList<string> ParseList(string list)
    {
        ArgumentNullException.ThrowIfNull(list);
        string[] names = [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
        foreach (string name in names)
        {
            _ = Parse(name);
        }

        return names.Length > 0 ? names : throw new ElboException("--metrics is empty; use for example --metrics ndcg@10,recall@20");
    }

    private static ElboException UnknownMetric(string name, string[] parts)
    {
        string cutOff = parts.Length == 2 ? parts[1] : "100";
        string guess = NameSuggester.Suggest(parts[0], Factories.Keys) is string nearest ? $"did you mean '{nearest}@{cutOff}'? There" : "there";
        return new ElboException($"metric '{name}' is unknown; {guess} are: {string.Join(", ", Factories.Keys)}");
    }
}
