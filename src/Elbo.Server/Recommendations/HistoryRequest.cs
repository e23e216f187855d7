using System.Text.Json;
using Elbo.Server.Errors;

namespace Elbo.Server.Recommendations;

/// <summary>One history and how to rank and explain for it.</summary>
internal record HistoryRequest : RecommendationRequest
{
    /// <summary>True to return reasons with each item, which takes many model runs; k is then limited to 100.</summary>
    public bool Explain { get; set; }

    /// <summary>Maximum number of reasons per item, from 1 to 10; default 3.</summary>
    public int MaxReasons { get; set; } = 3;

    /// <summary>Adds an error for each invalid property.</summary>
    /// <param name="errors">Receives the errors.</param>
    /// <param name="path">Prefix of property names, such as "requests[2].".</param>
    public void Check(ValidationErrors errors, string path = "")
    {
        foreach ((string property, string expected) in Validate(RequestLimits.Recommendations))
        {
            errors.Require(false, path + JsonNamingPolicy.CamelCase.ConvertName(property), expected);
        }

        errors.Require(!Explain || K <= RequestLimits.MaxExplainedItems, path + "k", $"at most {RequestLimits.MaxExplainedItems} with explain");
        errors.Require(MaxReasons is >= 1 and <= RequestLimits.MaxReasons, path + "maxReasons", $"from 1 to {RequestLimits.MaxReasons}");
    }
}
