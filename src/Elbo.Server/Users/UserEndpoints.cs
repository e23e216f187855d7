using Elbo.Server.Security;
using Elbo.Server.Errors;
using Elbo.Server.Events;
using Elbo.Server.Options;
using Elbo.Server.Recommendations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Elbo.Server.Users;

/// <summary>People of whom the store knows events.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/users/{id}/recommendations", RecommendAsync).RequireRole(Role.Write)
            .WithSummary("Recommend to a person by their most recent events; by popularity where none are known").WithTags("People");
        v1.MapDelete("/users/{id}", DeleteAsync).RequireRole(Role.Write)
            .WithSummary("Forget a person: all their events are deleted").WithTags("People");
    }

    private static async Task<Ok<RecommendationResponse>> RecommendAsync(
        HttpContext context, string id, [AsParameters] UserRecommendationParameters query, EventStore store, ServerOptions options, RecommendationService answering, CancellationToken cancellationToken)
    {
        string user = GetUserId(context, id);
        ValidationErrors errors = new();
        query.ToRequest([]).Check(errors);
        errors.ThrowIfAny();
        IReadOnlyList<string> history = await store.GetHistoryAsync(user, options.MaxHistoryItems, cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(await answering.RecommendAsync(query.ToRequest(history), cancellationToken).ConfigureAwait(false));
    }

    private static async Task<Ok<DeleteUserResponse>> DeleteAsync(HttpContext context, string id, EventWriter writer, CancellationToken cancellationToken) =>
        TypedResults.Ok(new DeleteUserResponse(await writer.DeleteUserAsync(GetUserId(context, id), cancellationToken).ConfigureAwait(false)));

    private static string GetUserId(HttpContext context, string id)
    {
        string user = RouteIdDecoder.Decode(context, id);
        ValidationErrors errors = new();
        errors.Require(RequestLimits.IsValidId(user), "id", $"1 to {RequestLimits.MaxIdLength} characters, without control characters");
        errors.ThrowIfAny();
        return user;
    }
}
