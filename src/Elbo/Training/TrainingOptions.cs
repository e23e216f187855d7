using System.ComponentModel.DataAnnotations;

namespace Elbo.Training;

/// <summary>How a model is trained, apart from the model's own options.</summary>
public sealed record TrainingOptions
{
    /// <summary>Maximum number of epochs; default 100.</summary>
    [Range(1, 1_000_000)]
    public int Epochs { get; init; } = 100;

    /// <summary>Users per update; default null, the recipe's model decides by the length of the histories, 100 without a recipe.</summary>
    [Range(1, 1_000_000)]
    public int? BatchSize { get; init; }

    /// <summary>The update rule; default Adam.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Learning rate in the first epoch; default 0.001.</summary>
    [Range(1e-9, 100.0)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Factor on the learning rate after each epoch; default 1.</summary>
    [Range(0.01, 1.0)]
    public double LearningRateDecay { get; init; } = 1;

    /// <summary>L2 weight decay, added to the gradient (AdamW: subtracted from the weights instead); default 0.</summary>
    [Range(0.0, 10.0)]
    public double WeightDecay { get; init; }

    /// <summary>Maximum norm of the gradients over all parameters; they are scaled down if they exceed it; default null: no limit.</summary>
    [Range(1e-9, 1e9)]
    public double? MaxGradientNorm { get; init; }

    /// <summary>The metric on validation users that selects the best epoch; default ndcg@100.</summary>
    [Required]
    public string ValidationMetric { get; init; } = "ndcg@100";

    /// <summary>
    /// At most this many validation users are evaluated after each epoch, a random sample that is the same for all runs on a split; default 5,000,
    /// null for all.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public int? MaxValidationUsers { get; init; } = 5_000;

    /// <summary>Number of epochs without a better validation metric before training stops; default 10; null: never stop early.</summary>
    [Range(1, 1_000_000)]
    public int? Patience { get; init; } = 10;
}
