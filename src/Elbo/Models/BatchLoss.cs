using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>The loss of one batch and its parts.</summary>
/// <param name="Objective">What is minimised: a scalar with gradients.</param>
/// <param name="NegativeLogLikelihood">The likelihood's part of it.</param>
/// <param name="Kl">The KL divergence before its weight; 0 for models without one.</param>
/// <param name="Beta">The weight of the KL term at this step; 0 for models without one.</param>
public readonly record struct BatchLoss(Tensor Objective, double NegativeLogLikelihood, double Kl, double Beta);
