namespace Elbo.Training;

/// <summary>Sums over the steps of an epoch under way.</summary>
/// <param name="Loss">Of the objective.</param>
/// <param name="NegativeLogLikelihood">Of the likelihood's part.</param>
/// <param name="Kl">Of the KL divergence.</param>
/// <param name="Beta">The last beta, not a sum.</param>
/// <param name="Users">Rows trained on.</param>
/// <param name="Seconds">Time taken.</param>
public sealed record EpochTotals(double Loss, double NegativeLogLikelihood, double Kl, double Beta, int Users, double Seconds);
