using System.Text.Json.Nodes;
using Elbo.Search;

namespace Elbo.Reports;

/// <summary>A parameter of a study's search space.</summary>
/// <param name="Path">Its dotted path in the recipe.</param>
/// <param name="Json">Its definition in the space.</param>
internal sealed record SearchSpaceParameter(string Path, JsonNode? Json)
{
    /// <summary>The parameters of a study's space; empty if the space is unknown.</summary>
    public static IEnumerable<SearchSpaceParameter> FromStudy(StudySummary study) =>
        (study.Space as JsonObject)?["parameters"] is JsonObject parameters ? parameters.Select(pair => new SearchSpaceParameter(pair.Key, pair.Value)) : [];

    /// <summary>The parameter with a path; null if unknown.</summary>
    public static SearchSpaceParameter? FromStudy(StudySummary study, string path) => FromStudy(study).FirstOrDefault(parameter => parameter.Path == path);

    /// <summary>True for numbers between bounds, false for choices.</summary>
    public bool IsRange => this["from"] is not null;

    /// <summary>True for a logarithmic range.</summary>
    public bool IsLogarithmic => this["scale"]?.ToString() == "log";

    /// <summary>"32, 64", or "0.001 to 0.1, logarithmic".</summary>
    public string Values => this["choices"] is JsonArray choices ? string.Join(", ", choices.Select(ParameterValue.Format))
        : IsRange ? Range
        : ParameterValue.Format(Json);

    /// <summary>"always", or "when options.annealing.kind is linear".</summary>
    public string Condition => this["when"] is JsonObject conditions
        ? $"when {string.Join(" and ", conditions.Select(condition => $"{condition.Key} is {FormatAccepted(condition.Value)}"))}"
        : "always";

    private JsonNode? this[string name] => (Json as JsonObject)?[name];

    private string Range
    {
        get
        {
            string step = this["step"] is { } width ? $", by {ParameterValue.Format(width)}" : "";
            string points = this["points"] is { } count ? $", {ParameterValue.Format(count)} in a grid" : "";
            return $"{ParameterValue.Format(this["from"])} to {ParameterValue.Format(this["to"])}{(IsLogarithmic ? ", logarithmic" : "")}{step}{points}";
        }
    }

    private static string FormatAccepted(JsonNode? value) => value is JsonArray several ? string.Join(" or ", several.Select(ParameterValue.Format)) : ParameterValue.Format(value);
}
