namespace Elbo.Models;

/// <summary>What <see cref="Svae"/> predicts after step t of a history x[1..T] (names as in the published code).</summary>
public enum SvaeTarget
{
    /// <summary>The k items that follow, x[t+1 .. t+k], each with weight 1/k; fewer near the end (Sachdeva et al. 2019, section 4.4).</summary>
    NextK,

    /// <summary>The item that follows, x[t+1].</summary>
    Next,

    /// <summary>The item just read, x[t]: an autoencoder over single steps.</summary>
    Same,

    /// <summary>
    /// All items read so far, x[1 .. t], each with weight 1/(T-1). With <see cref="SvaeOptions.ItemDropout"/> some of them were hidden
    /// from the model, as in an evaluation with random targets.
    /// </summary>
    Prefix,

    /// <summary>All items that follow, x[t+1 .. T], each with weight 1/(T-1) as in the published code.</summary>
    Postfix,

    /// <summary>All items that follow, the d-th with weight (1 - decay) decay^(d-1), as far as that weight exceeds 0.0001.</summary>
    ExponentialDecay,
}
