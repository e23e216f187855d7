using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>A summary of a study: what was searched, how, and every trial.</summary>
/// <param name="Name">The study's name.</param>
/// <param name="Recipe">Name of the searched recipe.</param>
/// <param name="Model">The recipe's model.</param>
/// <param name="Metric">The metric on validation users that ranks trials, for example ndcg@100.</param>
/// <param name="Maximize">True if higher is better.</param>
/// <param name="Strategy">tpe, random or grid.</param>
/// <param name="Pruning">asha, median or none.</param>
/// <param name="Seed">Seed of the search strategy and of every trial.</param>
/// <param name="DataFingerprint">Fingerprint of the preprocessed data.</param>
/// <param name="Parameters">The parameters' dotted paths in the order of the space.</param>
/// <param name="Trials">The trials by number.</param>
public sealed record StudySummary(
    string Name,
    string Recipe,
    string Model,
    string Metric,
    bool Maximize,
    string Strategy,
    string Pruning,
    long Seed,
    string DataFingerprint,
    IReadOnlyList<string> Parameters,
    IReadOnlyList<TrialSummary> Trials)
{
    /// <summary>The search space as JSON; null if unknown.</summary>
    public JsonNode? Space { get; init; }

    /// <summary>The data set's name or path; null if unknown.</summary>
    public string? Data { get; init; }

    /// <summary>The command line that created the study; null if unknown.</summary>
    public string? CommandLine { get; init; }

    /// <summary>Operating system, processors and versions of the machine that created the study.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>A parameter without its group, "latentSize" for "options.latentSize", unless that would be ambiguous.</summary>
    public string ShortName(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        static string Rest(string path) => path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return Parameters.Count(other => Rest(other) == Rest(parameter)) == 1 ? Rest(parameter) : parameter;
    }

    /// <summary>The completed trial with the best value, the earliest of equals; null if none has completed.</summary>
    public TrialSummary? Best
    {
        get
        {
            IEnumerable<TrialSummary> measured = Trials.Where(trial => trial is { State: TrialState.Completed, Value: not null });
            return Maximize ? measured.MaxBy(trial => trial.Value) : measured.MinBy(trial => trial.Value);
        }
    }

    /// <summary>The best trial.</summary>
    /// <exception cref="ElboException">No trial has completed.</exception>
    public TrialSummary RequireBest()
    {
        string reason = Trials.FirstOrDefault(trial => trial.Error is not null)?.Error is { } error ? $"; the first error: {error}" : "";
        return Best ?? throw new ElboException($"{Name}: no trial has completed{reason}");
    }
}
