namespace Elbo.Training;

/// <summary>What one epoch brought.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Loss">Mean over the updates of what was minimised.</param>
/// <param name="NegativeLogLikelihood">The likelihood's part of it.</param>
/// <param name="Kl">Mean KL divergence before its weight; 0 for models without one.</param>
/// <param name="Beta">The KL weight at the last update.</param>
/// <param name="ValidationMetric">The validation metric after the epoch; null without validation users.</param>
/// <param name="Seconds">Time of the training part, without validation.</param>
/// <param name="Users">Rows trained on.</param>
public sealed record EpochReport(
    int Epoch, double Loss, double NegativeLogLikelihood, double Kl, double Beta, double? ValidationMetric, double Seconds, int Users);
