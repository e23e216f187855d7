using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Elbo.Search;

/// <summary>The JSON of a search space file.</summary>
internal sealed record SearchSpaceDocument
{
    /// <summary>Free text for readers.</summary>
    public string? Notes { get; init; }

    /// <summary>Path of the recipe, relative to this file.</summary>
    public required string Recipe { get; init; }

    /// <summary>The parameters by dotted path.</summary>
    [MinLength(1, ErrorMessage = "list at least one, such as {\"options.latentSize\": {\"choices\": [64, 128]}}")]
    public required IReadOnlyDictionary<string, SearchParameterDocument> Parameters { get; init; }

    /// <summary>The metric on validation users; default the recipe's training.validationMetric.</summary>
    public string? Metric { get; init; }

    /// <summary>Which values of the metric are better; default maximize.</summary>
    public SearchDirection Direction { get; init; }

    /// <summary>Limits of the study.</summary>
    public SearchBudget Budget { get; init; } = new();

    /// <summary>Maximum number of epochs of a trial; default the recipe's.</summary>
    [Range(1, 1_000_000)]
    public int? Epochs { get; init; }

    /// <summary>How trials are proposed.</summary>
    public StrategyOptions Strategy { get; init; } = new();

    /// <summary>How poor trials are stopped early.</summary>
    public PruningOptions Pruning { get; init; } = new();
}

/// <summary>A parameter in the file: choices or a range.</summary>
internal sealed record SearchParameterDocument
{
    /// <summary>The values of a categorical parameter.</summary>
    public IReadOnlyList<JsonElement>? Choices { get; init; }

    /// <summary>The minimum of a range.</summary>
    public double? From { get; init; }

    /// <summary>The maximum of a range.</summary>
    public double? To { get; init; }

    /// <summary>How the range's values are spaced; default linear.</summary>
    public RangeScale? Scale { get; init; }

    /// <summary>Distance between values; default 1 for integers, otherwise none.</summary>
    public double? Step { get; init; }

    /// <summary>Number of values of the range in a grid; default every step.</summary>
    public int? Points { get; init; }

    /// <summary>Conditions: other parameters with the value, or list of values, for which this one applies.</summary>
    public IReadOnlyDictionary<string, JsonElement>? When { get; init; }
}

/// <summary>Limits of a study; it ends when the first one is reached.</summary>
public sealed record SearchBudget
{
    /// <summary>Number of trials in any state; default 40, for a grid all points. Null for no limit.</summary>
    [Range(1, 1_000_000)]
    public int? Trials { get; init; }

    /// <summary>Hours of training over all trials, after which no new trial starts; default no limit.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double? TrainingHours { get; init; }
}

/// <summary>Which values of a metric are better.</summary>
internal enum SearchDirection
{
    /// <summary>Higher values.</summary>
    Maximize,

    /// <summary>Lower values.</summary>
    Minimize,
}

/// <summary>How the values of a range are spaced.</summary>
internal enum RangeScale
{
    /// <summary>Evenly.</summary>
    Linear,

    /// <summary>Evenly in the logarithm.</summary>
    Log,
}
