namespace Elbo.Search;

/// <summary>A search over options and what its trials came to.</summary>
/// <param name="Name">What the study is called.</param>
/// <param name="Recipe">The recipe whose options are searched.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Metric">The metric on validation users that trials are compared by.</param>
/// <param name="Maximize">True where more is better.</param>
/// <param name="Strategy">How options are proposed, for example tpe.</param>
/// <param name="Pruning">How poor trials are stopped, for example asha.</param>
/// <param name="Seed">Seed of the proposals.</param>
/// <param name="DataFingerprint">Fingerprint of the prepared data.</param>
/// <param name="Parameters">Names of the searched options.</param>
/// <param name="Trials">The trials.</param>
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
    IReadOnlyList<TrialSummary> Trials);
