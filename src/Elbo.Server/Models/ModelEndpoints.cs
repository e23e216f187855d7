using Elbo.Inference.Bundles;
using Elbo.Server.Errors;
using Elbo.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Elbo.Server.Models;

/// <summary>Shows and reloads the model.</summary>
internal static class ModelEndpoints
{
    public static void MapModel(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/model", Show).RequireRole(Role.Read)
            .WithSummary("The current model").WithTags("Model");
        v1.MapPost("/admin/reload", ReloadAsync).RequireRole(Role.Admin)
            .WithSummary("Reload the bundle; on failure the current model stays active")
            .WithTags("Model").ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static Ok<ModelResponse> Show(ModelProvider models)
    {
        using ModelLease lease = models.Acquire();
        return TypedResults.Ok(new ModelResponse(lease.Model.Recommender.Manifest, lease.Model.LoadedAt, models.Reloads, models.LastFailure));
    }

    private static async Task<Ok<ModelResponse>> ReloadAsync(ModelProvider models, IHostApplicationLifetime lifetime)
    {
        try
        {
            // Not cancelled with the request: a bundle that is already loading may as well be used.
            await models.LoadAsync(lifetime.ApplicationStopping).ConfigureAwait(false);
            return Show(models);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Whatever is wrong with the file, for example that it is being overwritten: the previous model stays.
            throw new ProblemException(StatusCodes.Status409Conflict, $"still serving the previous model: {models.LastFailure?.Error}");
        }
    }
}

/// <summary>The current model.</summary>
/// <param name="Manifest">The manifest of its bundle.</param>
/// <param name="LoadedAt">When it was loaded.</param>
/// <param name="Reloads">How often the model has been replaced since the server started.</param>
/// <param name="LastFailure">Why the last attempt to load another failed; absent if it succeeded.</param>
internal sealed record ModelResponse(BundleManifest Manifest, DateTimeOffset LoadedAt, int Reloads, LoadFailure? LastFailure);
