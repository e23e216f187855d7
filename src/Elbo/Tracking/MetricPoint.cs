namespace Elbo.Tracking;

/// <summary>Figures at one moment of a training.</summary>
/// <param name="Scope">What they belong to.</param>
/// <param name="Update">Updates made so far, over all epochs: the horizontal axis of every tracker.</param>
/// <param name="Epoch">The epoch, counted from 1; 0 for models without epochs.</param>
/// <param name="Time">When they were measured.</param>
/// <param name="Values">Finite figures by name, for example "validation/ndcg@100".</param>
public sealed record MetricPoint(
    MetricScope Scope, long Update, int Epoch, DateTimeOffset Time, IReadOnlyDictionary<string, double> Values);
