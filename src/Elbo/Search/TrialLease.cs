using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>The right to carry out a trial, until it lapses.</summary>
/// <param name="Study">The study's name.</param>
/// <param name="Number">The trial's number.</param>
/// <param name="Token">Grows each time the trial is taken: whoever holds an older one can write no more (a fencing token).</param>
/// <param name="Values">The values to try.</param>
public sealed record TrialLease(string Study, int Number, long Token, IReadOnlyDictionary<string, JsonNode?> Values);
