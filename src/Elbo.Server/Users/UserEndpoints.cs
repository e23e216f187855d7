using Elbo.Server.Errors;
using Elbo.Server.Events;
using Elbo.Server.Options;
using Elbo.Server.Recommendations;
using Elbo.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Elbo.Server.Users;

/// <summary>Users with stored events.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/users/{id}/recommendations", RecommendAsync).RequireRole(Role.Write).WithMetadata(new UsesEventStore())
            .WithSummary("Recommend to a user from their stored events; by popularity if there are none").WithTags("Users");
        v1.MapDelete("/users/{id}", DeleteAsync).RequireRole(Role.Write).WithMetadata(new UsesEventStore())
            .WithSummary("Delete all events of a user").WithTags("Users");
    }

    private static async Task<Ok<RecommendationResponse>> RecommendAsync(
        HttpContext context, string id, [AsParameters] UserRecommendationParameters query, EventStore store, ServerOptions options, RecommendationService recommendations, CancellationToken cancellationToken)
    {
        string user = GetUserId(context, id);
        ValidationErrors errors = new();
        query.ToRequest(new StoredHistory([], [])).Check(errors);
        errors.ThrowIfAny();
        StoredHistory history = await store.GetHistoryAsync(user, options.MaxHistoryItems, cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(await recommendations.RecommendAsync(context.GetClient(), query.ToRequest(history), cancellationToken).ConfigureAwait(false));
    }

    private static async Task<Ok<DeleteUserResponse>> DeleteAsync(HttpContext context, string id, EventWriter writer, CancellationToken cancellationToken) =>
        TypedResults.Ok(new DeleteUserResponse(await writer.DeleteUserAsync(GetUserId(context, id), cancellationToken).ConfigureAwait(false)));

    private static string GetUserId(HttpContext context, string id)
    {
        string user = RouteIdDecoder.Decode(context, id);
        ValidationErrors errors = new();
        errors.Require(RequestLimits.IsValidUserId(user), "id", Ids.Description);
        errors.ThrowIfAny();
        return user;
    }
}

/// <summary>A user's events have been deleted.</summary>
/// <param name="DeletedEvents">Number of events deleted; 0 if there were none.</param>
internal sealed record DeleteUserResponse(int DeletedEvents);
