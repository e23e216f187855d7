namespace Elbo;

/// <summary>What the scores of a model mean, which determines the popularity discount.</summary>
public enum ScoreKind
{
    /// <summary>Logits of a softmax over items: the difference of two scores is the logarithm of the ratio of their probabilities.</summary>
    Logits,

    /// <summary>Sums of weights, higher is better; their ratios are meaningful.</summary>
    Additive,
}
