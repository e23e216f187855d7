namespace Elbo.Training;

/// <summary>What a few updates brought: means over the updates since the report before it, or since the epoch's start.</summary>
/// <param name="Update">Updates made so far, over all epochs.</param>
/// <param name="Epoch">The epoch they belong to, counted from 1.</param>
/// <param name="Loss">What was minimised.</param>
/// <param name="NegativeLogLikelihood">The likelihood's part of it.</param>
/// <param name="Kl">KL divergence before its weight; 0 for models without one.</param>
/// <param name="Beta">The KL weight at the last of the updates.</param>
/// <param name="UsersPerSecond">Rows trained on in a second.</param>
public sealed record StepReport(
    long Update, int Epoch, double Loss, double NegativeLogLikelihood, double Kl, double Beta, double UsersPerSecond);
