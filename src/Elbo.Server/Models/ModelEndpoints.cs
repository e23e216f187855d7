using Elbo.Server.Access;
using Elbo.Server.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Elbo.Server.Models;

/// <summary>What answers, and its successor.</summary>
internal static class ModelEndpoints
{
    public static void MapModel(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/model", Show).Needs(Role.Read)
            .WithSummary("The model that answers").WithTags("Model");
        v1.MapPost("/admin/reload", ReloadAsync).Needs(Role.Admin)
            .WithSummary("Load the bundle that lies in the place of the present one; an error leaves the present one")
            .WithTags("Model").ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static Ok<ModelAnswer> Show(CurrentModel current)
    {
        using ModelLease lease = current.Use();
        return TypedResults.Ok(new ModelAnswer(lease.Model.Recommender.Manifest, lease.Model.Since, current.Reloads, current.Failure));
    }

    private static async Task<Ok<ModelAnswer>> ReloadAsync(CurrentModel current, IHostApplicationLifetime lifetime)
    {
        try
        {
            // Not given up with the request: what has begun to load may as well serve.
            await current.LoadAsync(lifetime.ApplicationStopping).ConfigureAwait(false);
            return Show(current);
        }
        catch (ElboException error)
        {
            throw new RequestRefusedException(StatusCodes.Status409Conflict, $"the model before goes on answering: {error.Message}");
        }
    }
}
