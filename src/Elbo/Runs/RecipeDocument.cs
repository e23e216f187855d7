using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Elbo.Data;

namespace Elbo.Runs;

/// <summary>A recipe as it stands in its file.</summary>
internal sealed record RecipeDocument
{
    /// <summary>Anything a reader should know, for example how the options were found.</summary>
    public string? Notes { get; init; }

    /// <summary>The model's name in the catalog.</summary>
    public required string Model { get; init; }

    /// <summary>The model's options.</summary>
    public JsonElement? Options { get; init; }

    /// <summary>How it is trained; what it leaves out is the model's usual or the default.</summary>
    public JsonElement? Training { get; init; }

    /// <summary>Which interactions are kept.</summary>
    public PreprocessingOptions Preprocessing { get; init; } = new();

    /// <summary>The split: its "kind" and that splitter's options.</summary>
    public JsonElement? Split { get; init; }

    /// <summary>The metrics on test users.</summary>
    [MinLength(1, ErrorMessage = "name at least one metric, for example ndcg@100")]
    public IReadOnlyList<string> Metrics { get; init; } = Recipe.DefaultMetrics;

    /// <summary>What others report.</summary>
    public PublishedResults? Published { get; init; }

    /// <summary>What the data should come to.</summary>
    public ExpectedDatasetCounts? ExpectedCounts { get; init; }
}
