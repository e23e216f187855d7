using System.Text.Json.Nodes;
using Elbo.Runs;
using Elbo.Search;

namespace Elbo.Tests.Search;

/// <summary>Search spaces and trials for tests.</summary>
internal static class SearchSpaceFixtures
{
    public static readonly Recipe Recipe = Recipe.Parse("""{"model": "mult-vae", "training": {"epochs": 9}}""", "recipe", "tiny");

    /// <summary>A search space over Mult-VAE from the content of "parameters" and other keys.</summary>
    public static SearchSpace Create(string parameters, string otherKeys = "") =>
        SearchSpace.Parse($$"""{"recipe": "tiny.json", "parameters": { {{parameters}} } {{otherKeys}} }""", "space", "tiny", _ => Recipe);

    /// <summary>The errors of such a space, line by line.</summary>
    public static string[] FindErrors(string parameters, string otherKeys = "") =>
        Assert.Throws<ElboException>(() => Create(parameters, otherKeys)).Message.Split('\n');

    /// <summary>A completed trial with a value.</summary>
    public static TrialSummary Completed(int number, double value, IReadOnlyDictionary<string, JsonNode?> values) =>
        new(number, TrialState.Completed, values, value, [], 1, 0, null, null);

    /// <summary>A trial in a given state with a value per epoch.</summary>
    public static TrialSummary Curve(int number, TrialState state, params double[] values) => new(
        number,
        state,
        new Dictionary<string, JsonNode?>(),
        values.Length == 0 ? null : values.Max(),
        [.. values.Select((value, index) => new TrialMetric(index + 1, value, index + 1))],
        values.Length,
        0,
        null,
        null);

    /// <summary>Values as JSON text: {"options.latentSize":64}.</summary>
    public static string FormatValues(IReadOnlyDictionary<string, JsonNode?>? values) =>
        values is null ? "none" : string.Join(' ', SearchSpace.ToOverrides(values));
}
