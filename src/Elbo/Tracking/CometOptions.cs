using System.ComponentModel.DataAnnotations;

namespace Elbo.Tracking;

/// <summary>The Comet service.</summary>
public sealed record CometOptions
{
    /// <summary>Its address; default the public service; COMET_URL_OVERRIDE goes before it.</summary>
    [Required]
    public string Url { get; init; } = "https://www.comet.com";

    /// <summary>The API key; COMET_API_KEY goes before it.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The workspace; COMET_WORKSPACE goes before it.</summary>
    public string? Workspace { get; init; }

    /// <summary>The project, made where it is not there; default "elbo"; COMET_PROJECT_NAME goes before it.</summary>
    [Required]
    public string Project { get; init; } = "elbo";

    /// <summary>Steps are sent after so many updates at least; default 100: each figure is a request of its own.</summary>
    [Range(1, 1_000_000)]
    public int LogEverySteps { get; init; } = 100;
}
