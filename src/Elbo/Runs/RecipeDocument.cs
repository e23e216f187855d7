using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Elbo.Data;

namespace Elbo.Runs;

/// <summary>The JSON of a recipe file.</summary>
internal sealed record RecipeDocument
{
    /// <summary>Free text for readers, for example how the options were found.</summary>
    public string? Notes { get; init; }

    /// <summary>The model's registered name.</summary>
    public required string Model { get; init; }

    /// <summary>The model's options.</summary>
    public JsonElement? Options { get; init; }

    /// <summary>The training options; missing ones take the model's default or the general default.</summary>
    public JsonElement? Training { get; init; }

    /// <summary>Filters applied to the interactions.</summary>
    public PreprocessingOptions Preprocessing { get; init; } = new();

    /// <summary>The split: its "kind" and the options of that splitter.</summary>
    public JsonElement? Split { get; init; }

    /// <summary>Metrics to compute on the test users.</summary>
    [MinLength(1, ErrorMessage = "list at least one metric, for example ndcg@100")]
    public IReadOnlyList<string> Metrics { get; init; } = Recipe.DefaultMetrics;

    /// <summary>Published results for the same model and protocol.</summary>
    public PublishedResults? Published { get; init; }

    /// <summary>Counts that the data should have.</summary>
    public ExpectedDatasetCounts? ExpectedCounts { get; init; }
}
