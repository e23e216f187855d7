namespace Elbo;

/// <summary>What a model's scores are.</summary>
public enum ScoreKind
{
    /// <summary>Logits of a softmax over items: differences are logarithms of ratios of probabilities.</summary>
    Logits,

    /// <summary>Sums of weights, higher is better: ratios count.</summary>
    Additive,
}
