using System.Text.Json.Nodes;
using Elbo.Search;

namespace Elbo.Reports;

/// <summary>A parameter as it stands in a study's search space.</summary>
/// <param name="Path">Its dotted path in the recipe.</param>
/// <param name="Json">What the space says of it.</param>
internal sealed record SpaceParameter(string Path, JsonNode? Json)
{
    /// <summary>The parameters of a study's space; none where the space is not known.</summary>
    public static IEnumerable<SpaceParameter> Of(StudySummary study) =>
        (study.Space as JsonObject)?["parameters"] is JsonObject parameters ? parameters.Select(pair => new SpaceParameter(pair.Key, pair.Value)) : [];

    /// <summary>One of them; null where it is not known.</summary>
    public static SpaceParameter? Of(StudySummary study, string path) => Of(study).FirstOrDefault(parameter => parameter.Path == path);

    /// <summary>True for numbers between bounds, false for choices.</summary>
    public bool IsRange => this["from"] is not null;

    /// <summary>True for a range of orders of magnitude.</summary>
    public bool IsLogarithmic => this["scale"]?.ToString() == "log";

    /// <summary>"32, 64", or "0.001 to 0.1, logarithmic".</summary>
    public string Values => this["choices"] is JsonArray choices ? string.Join(", ", choices.Select(ParameterValue.Text))
        : IsRange ? Range
        : ParameterValue.Text(Json);

    /// <summary>"always", or "when options.annealing.kind is linear".</summary>
    public string Condition => this["when"] is JsonObject conditions
        ? $"when {string.Join(" and ", conditions.Select(condition => $"{condition.Key} is {Accepted(condition.Value)}"))}"
        : "always";

    private JsonNode? this[string name] => (Json as JsonObject)?[name];

    private string Range
    {
        get
        {
            string step = this["step"] is { } width ? $", by {ParameterValue.Text(width)}" : "";
            string points = this["points"] is { } count ? $", {ParameterValue.Text(count)} in a grid" : "";
            return $"{ParameterValue.Text(this["from"])} to {ParameterValue.Text(this["to"])}{(IsLogarithmic ? ", logarithmic" : "")}{step}{points}";
        }
    }

    private static string Accepted(JsonNode? value) => value is JsonArray several ? string.Join(" or ", several.Select(ParameterValue.Text)) : ParameterValue.Text(value);
}
