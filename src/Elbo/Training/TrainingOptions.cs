using System.ComponentModel.DataAnnotations;

namespace Elbo.Training;

/// <summary>How a model is trained; the model's own options stand beside it.</summary>
public sealed record TrainingOptions
{
    /// <summary>The most epochs; default 100.</summary>
    [Range(1, 1_000_000)]
    public int Epochs { get; init; } = 100;

    /// <summary>People per update; default 100.</summary>
    [Range(1, 1_000_000)]
    public int BatchSize { get; init; } = 100;

    /// <summary>The update rule; default Adam.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Learning rate in the first epoch; default 0.001.</summary>
    [Range(1e-9, 100.0)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Factor on the learning rate from one epoch to the next; default 1.</summary>
    [Range(0.01, 1.0)]
    public double LearningRateDecay { get; init; } = 1;

    /// <summary>L2 weight decay, added to the gradient (AdamW: taken off the weights, apart from it); default 0.</summary>
    [Range(0.0, 10.0)]
    public double WeightDecay { get; init; }

    /// <summary>Gradients are scaled down to this norm over all parameters where they exceed it; default null, never.</summary>
    [Range(1e-9, 1e9)]
    public double? MaxGradientNorm { get; init; }

    /// <summary>The metric on validation users that picks the best epoch; default ndcg@100.</summary>
    [Required]
    public string ValidationMetric { get; init; } = "ndcg@100";

    /// <summary>Stops after so many epochs without a better validation metric; default 10; null never stops early.</summary>
    [Range(1, 1_000_000)]
    public int? Patience { get; init; } = 10;
}
