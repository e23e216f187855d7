using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Elbo.Search;

/// <summary>A search space as it stands in its file.</summary>
internal sealed record SearchSpaceDocument
{
    /// <summary>Anything a reader should know.</summary>
    public string? Notes { get; init; }

    /// <summary>The recipe's file, from this file's folder.</summary>
    public required string Recipe { get; init; }

    /// <summary>The parameters by dotted path.</summary>
    [MinLength(1, ErrorMessage = "name at least one, such as {\"options.latentSize\": {\"choices\": [64, 128]}}")]
    public required IReadOnlyDictionary<string, SearchParameterDocument> Parameters { get; init; }

    /// <summary>The metric on validation people; default the recipe's training.validationMetric.</summary>
    public string? Metric { get; init; }

    /// <summary>Which values of it are better; default higher ones.</summary>
    public SearchDirection Direction { get; init; }

    /// <summary>How much the study may take.</summary>
    public SearchBudget Budget { get; init; } = new();

    /// <summary>The most epochs of a trial; default the recipe's.</summary>
    [Range(1, 1_000_000)]
    public int? Epochs { get; init; }

    /// <summary>How trials are proposed.</summary>
    public StrategyOptions Strategy { get; init; } = new();

    /// <summary>How poor trials are ended early.</summary>
    public PruningOptions Pruning { get; init; } = new();
}

/// <summary>A parameter as it stands in the file: choices, or a range.</summary>
internal sealed record SearchParameterDocument
{
    /// <summary>The values without an order.</summary>
    public IReadOnlyList<JsonElement>? Choices { get; init; }

    /// <summary>The least value of a range.</summary>
    public double? From { get; init; }

    /// <summary>The greatest value of a range.</summary>
    public double? To { get; init; }

    /// <summary>How the range's values are spread; default linear.</summary>
    public RangeScale? Scale { get; init; }

    /// <summary>The distance of neighbouring values; default 1 for whole numbers, else none.</summary>
    public double? Step { get; init; }

    /// <summary>How many values a grid takes of the range; default every step.</summary>
    public int? Points { get; init; }

    /// <summary>Other parameters and the value, or list of values, for which this one applies.</summary>
    public IReadOnlyDictionary<string, JsonElement>? When { get; init; }
}
