using Elbo.Server.Security;
using Elbo.Server.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Elbo.Server.Models;

/// <summary>What answers, and its successor.</summary>
internal static class ModelEndpoints
{
    public static void MapModel(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/model", Show).RequireRole(Role.Read)
            .WithSummary("The model that answers").WithTags("Model");
        v1.MapPost("/admin/reload", ReloadAsync).RequireRole(Role.Admin)
            .WithSummary("Load the bundle that lies in the place of the present one; an error leaves the present one")
            .WithTags("Model").ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static Ok<ModelResponse> Show(ModelProvider current)
    {
        using ModelLease lease = current.Acquire();
        return TypedResults.Ok(new ModelResponse(lease.Model.Recommender.Manifest, lease.Model.LoadedAt, current.Reloads, current.LastFailure));
    }

    private static async Task<Ok<ModelResponse>> ReloadAsync(ModelProvider current, IHostApplicationLifetime lifetime)
    {
        try
        {
            // Not given up with the request: what has begun to load may as well serve.
            await current.LoadAsync(lifetime.ApplicationStopping).ConfigureAwait(false);
            return Show(current);
        }
        catch (ElboException error)
        {
            throw new ProblemException(StatusCodes.Status409Conflict, $"the model before goes on answering: {error.Message}");
        }
    }
}
