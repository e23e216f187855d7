using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Evaluation;
using Elbo.Options;
using Elbo.Runs;

namespace Elbo.Search;

/// <summary>Builds a search space from its document and validates every value against the recipe, before anything is trained.</summary>
internal sealed class SearchSpaceReader(SearchSpaceDocument document, Recipe recipe, string source)
{
    private readonly OptionsErrors errors = new(source);
    private readonly List<SearchParameter> parameters = [];

    public SearchSpace Read(string name)
    {
        string metric = document.Metric ?? recipe.Training.ValidationMetric;
        ValidateMetric(metric);
        foreach ((string path, SearchParameterDocument parameterDocument) in document.Parameters)
        {
            int before = errors.Count;
            if (ResolveType(path) is { } type && ReadDomain(path, type, parameterDocument) is { } domain)
            {
                SearchParameter parameter = new(path, domain, [.. ReadConditions(path, parameterDocument)]);
                ValidateValues(parameter);
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

    private void ValidateMetric(string metric)
    {
        try
        {
            _ = MetricRegistry.Parse(metric);
        }
        catch (ElboException error)
        {
            errors.Add(error.Message);
        }
    }

    private Type? ResolveType(string path)
    {
        string? error = path switch
        {
            "training.validationMetric" => "cannot be searched, since it decides what is measured; set the space's \"metric\" instead",
            "training.epochs" when document.Epochs is not null => "conflicts with \"epochs\"; use only one of them",
            _ when path.StartsWith("split", StringComparison.Ordinal) || path.StartsWith("preprocessing", StringComparison.Ordinal) =>
                "would evaluate trials on different users; only options.* and training.* can be searched",
            _ => null,
        };
        Type? type = error is null ? OptionsPath.TypeAt(RecipeOptions(), path, out error) : null;
        if (error is not null)
        {
            errors.Add($"parameters: {path} {error}");
        }

        return type;
    }

    private Dictionary<string, (Type Type, string Owner)> RecipeOptions() => new()
    {
        ["options"] = (recipe.Model.OptionsType, recipe.Model.Name),
        ["training"] = (typeof(Training.TrainingOptions), "training"),
    };

    private ParameterDomain? ReadDomain(string path, Type type, SearchParameterDocument parameter)
    {
        bool range = parameter.From is not null || parameter.To is not null;
        bool rangeOnly = parameter.Scale is not null || parameter.Step is not null || parameter.Points is not null;
        string? error = (parameter.Choices, range) switch
        {
            (not null, true) => "has choices and a range; use only one of them",
            (null, false) => "has neither choices nor a range; use for example {\"choices\": [64, 128]} or {\"from\": 0.001, \"to\": 0.1, \"scale\": \"log\"}",
            (not null, _) when rangeOnly => "has choices; scale, step and points are for ranges only",
            (not null, _) => FindChoicesError(parameter.Choices),
            _ => RangeValidator.FindError(parameter, type),
        };
        if (error is not null)
        {
            errors.Add($"parameters: {path} {error}");
            return null;
        }

        return parameter.Choices is { } choices ? new CategoricalDomain([.. choices.Select(ToNode)]) : RangeValidator.CreateDomain(parameter, type);
    }

    private static string? FindChoicesError(IReadOnlyList<JsonElement> choices)
    {
        JsonNode?[] nodes = [.. choices.Select(ToNode)];
        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes.Take(i).Any(earlier => JsonNode.DeepEquals(earlier, nodes[i])))
            {
                return $"has the choice {choices[i].GetRawText()} twice; remove one";
            }
        }

        return nodes.Length == 0 ? "has no choices; list at least one" : null;
    }

    private IEnumerable<ParameterCondition> ReadConditions(string path, SearchParameterDocument parameter)
    {
        foreach ((string other, JsonElement accepted) in parameter.When ?? new Dictionary<string, JsonElement>())
        {
            SearchParameter? parent = parameters.Find(parameter => parameter.Path == other);
            if (parent is null)
            {
                errors.Add($"parameters: {path} applies when {other} has a value, but {DescribeMissing(other)}");
                continue;
            }

            JsonNode? one = ToNode(accepted);
            JsonNode?[] values = one is JsonArray list && !parent.Domain.Contains(one) ? [.. list.Select(value => value?.DeepClone())] : [one];
            if (values.Length == 0)
            {
                errors.Add($"parameters: {path} applies when {other} has one of no values; list at least one");
            }

            foreach (JsonNode? value in values.Where(value => !parent.Domain.Contains(value)))
            {
                errors.Add($"parameters: {path} applies when {other} is {value?.ToJsonString() ?? "null"}, which is not one of its values");
            }

            if (values.Length > 0)
            {
                yield return new ParameterCondition(other, values);
            }
        }
    }

    private string DescribeMissing(string other)
    {
        if (document.Parameters.ContainsKey(other))
        {
            return "that one comes later or is invalid; put it first";
        }

        return NameSuggester.Suggest(other, document.Parameters.Keys) is { } nearest ? $"there is no such parameter; did you mean {nearest}?" : "there is no such parameter";
    }

    /// <summary>Applies each choice, or each end of a range, to the recipe, together with the values that make the parameter active.</summary>
    private void ValidateValues(SearchParameter parameter)
    {
        Dictionary<string, JsonNode?> conditionValues = [];
        foreach (ParameterCondition condition in parameter.Conditions)
        {
            conditionValues[condition.Path] = condition.Values[0];
        }

        IEnumerable<JsonNode?> values = parameter.Domain switch
        {
            CategoricalDomain choice => choice.Choices,
            NumericDomain range => [range.ToJson(range.From), range.ToJson(range.To)],
            _ => [],
        };
        foreach (JsonNode? value in values)
        {
            try
            {
                _ = recipe.WithOverrides(SearchSpace.ToOverrides(new Dictionary<string, JsonNode?>(conditionValues) { [parameter.Path] = value }), $"{source} parameters");
            }
            catch (ElboException error)
            {
                errors.AddVerbatim(error.Message);
            }
        }
    }

    private static JsonNode? ToNode(JsonElement element) => JsonNode.Parse(element.GetRawText());
}
