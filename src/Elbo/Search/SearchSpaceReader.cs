using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Evaluation;
using Elbo.Options;
using Elbo.Runs;

namespace Elbo.Search;

/// <summary>Makes a search space of its document and holds every value against the recipe, before anything is trained.</summary>
internal sealed class SearchSpaceReader(SearchSpaceDocument document, Recipe recipe, string place)
{
    private readonly OptionsErrors errors = new(place);
    private readonly List<SearchParameter> parameters = [];

    public SearchSpace Read(string name)
    {
        string metric = document.Metric ?? recipe.Training.ValidationMetric;
        CheckMetric(metric);
        foreach ((string path, SearchParameterDocument given) in document.Parameters)
        {
            int before = errors.Count;
            if (TypeOf(path) is { } type && Domain(path, type, given) is { } domain)
            {
                SearchParameter parameter = new(path, domain, [.. Conditions(path, given)]);
                CheckValues(parameter);
                if (errors.Count == before)
                {
                    parameters.Add(parameter);
                }
            }
        }

        errors.ThrowIfAny();
        return new SearchSpace
        {
            Name = name,
            Recipe = recipe,
            Parameters = parameters,
            Metric = metric,
            Maximize = document.Direction == SearchDirection.Maximize,
            Budget = document.Budget,
            Strategy = document.Strategy,
            Pruning = document.Pruning,
            Json = OptionsWriter.ToJsonObject(document),
        };
    }

    private void CheckMetric(string metric)
    {
        try
        {
            _ = MetricCatalog.Parse(metric);
        }
        catch (ElboException error)
        {
            errors.Add(error.Message);
        }
    }

    private Type? TypeOf(string path)
    {
        string? refusal = path switch
        {
            "training.validationMetric" => "decides what is measured; the space's own \"metric\" does that",
            "training.epochs" when document.Epochs is not null => "stands beside \"epochs\"; keep one of the two",
            _ when path.StartsWith("split", StringComparison.Ordinal) || path.StartsWith("preparation", StringComparison.Ordinal) =>
                "would measure trials on different people; only options.* and training.* can be searched",
            _ => null,
        };
        Type? type = refusal is null ? OptionsPath.TypeAt(RecipeOptions(), path, out refusal) : null;
        if (refusal is not null)
        {
            errors.Add($"parameters: {path} {refusal}");
        }

        return type;
    }

    private Dictionary<string, (Type Type, string Owner)> RecipeOptions() => new()
    {
        ["options"] = (recipe.Model.OptionsType, recipe.Model.Name),
        ["training"] = (typeof(Training.TrainingOptions), "training"),
    };

    private ParameterDomain? Domain(string path, Type type, SearchParameterDocument given)
    {
        bool range = given.From is not null || given.To is not null;
        bool rangeOnly = given.Scale is not null || given.Step is not null || given.Points is not null;
        string? wrong = (given.Choices, range) switch
        {
            (not null, true) => "has choices and a range; keep one of the two",
            (null, false) => "has neither choices nor a range; give for example {\"choices\": [64, 128]} or {\"from\": 0.001, \"to\": 0.1, \"scale\": \"log\"}",
            (not null, _) when rangeOnly => "has choices; scale, step and points belong to ranges",
            (not null, _) => WrongChoices(given.Choices),
            _ => RangeRules.Wrong(given, type),
        };
        if (wrong is not null)
        {
            errors.Add($"parameters: {path} {wrong}");
            return null;
        }

        return given.Choices is { } choices ? new ChoiceDomain([.. choices.Select(ToNode)]) : RangeRules.Create(given, type);
    }

    private static string? WrongChoices(IReadOnlyList<JsonElement> choices)
    {
        JsonNode?[] nodes = [.. choices.Select(ToNode)];
        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes.Take(i).Any(earlier => JsonNode.DeepEquals(earlier, nodes[i])))
            {
                return $"has the choice {choices[i].GetRawText()} twice; keep one";
            }
        }

        return nodes.Length == 0 ? "has no choices; give at least one" : null;
    }

    private IEnumerable<ParameterCondition> Conditions(string path, SearchParameterDocument given)
    {
        foreach ((string other, JsonElement accepted) in given.When ?? new Dictionary<string, JsonElement>())
        {
            SearchParameter? parent = parameters.Find(parameter => parameter.Path == other);
            if (parent is null)
            {
                errors.Add($"parameters: {path} applies when {other} has a value, but {Missing(other)}");
                continue;
            }

            JsonNode? one = ToNode(accepted);
            JsonNode?[] values = one is JsonArray list && !parent.Domain.Contains(one) ? [.. list.Select(value => value?.DeepClone())] : [one];
            if (values.Length == 0)
            {
                errors.Add($"parameters: {path} applies when {other} is one of none; name a value");
            }

            foreach (JsonNode? value in values.Where(value => !parent.Domain.Contains(value)))
            {
                errors.Add($"parameters: {path} applies when {other} is {value?.ToJsonString() ?? "null"}, which is none of its values");
            }

            if (values.Length > 0)
            {
                yield return new ParameterCondition(other, values);
            }
        }
    }

    private string Missing(string other)
    {
        if (document.Parameters.ContainsKey(other))
        {
            return "that stands below it or is wrong itself; put it first";
        }

        return NearestName.Of(other, document.Parameters.Keys) is { } nearest ? $"there is no such parameter; did you mean {nearest}?" : "there is no such parameter";
    }

    /// <summary>Puts each choice, or each end of a range, into the recipe, beside what makes the parameter apply.</summary>
    private void CheckValues(SearchParameter parameter)
    {
        Dictionary<string, JsonNode?> beside = [];
        foreach (ParameterCondition condition in parameter.Conditions)
        {
            beside[condition.Path] = condition.Values[0];
        }

        IEnumerable<JsonNode?> values = parameter.Domain switch
        {
            ChoiceDomain choice => choice.Choices,
            RangeDomain range => [range.ToJson(range.From), range.ToJson(range.To)],
            _ => [],
        };
        foreach (JsonNode? value in values)
        {
            try
            {
                _ = recipe.With(SearchSpace.Assignments(new Dictionary<string, JsonNode?>(beside) { [parameter.Path] = value }), $"{place} parameters");
            }
            catch (ElboException error)
            {
                errors.AddWhole(error.Message);
            }
        }
    }

    private static JsonNode? ToNode(JsonElement element) => JsonNode.Parse(element.GetRawText());
}
