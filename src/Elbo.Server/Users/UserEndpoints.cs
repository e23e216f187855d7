using Elbo.Server.Access;
using Elbo.Server.Errors;
using Elbo.Server.Events;
using Elbo.Server.Options;
using Elbo.Server.Recommending;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Elbo.Server.Users;

/// <summary>People of whom the store knows events.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/users/{id}/recommendations", RecommendAsync).Needs(Role.Write)
            .WithSummary("Recommend to a person by their most recent events; by popularity where none are known").WithTags("People");
        v1.MapDelete("/users/{id}", ForgetAsync).Needs(Role.Write)
            .WithSummary("Forget a person: all their events are deleted").WithTags("People");
    }

    private static async Task<Ok<RecommendationAnswer>> RecommendAsync(
        HttpContext context, string id, [AsParameters] UserQuery query, EventStore store, ServerOptions options, Answering answering, CancellationToken cancellation)
    {
        string user = Require(context, id);
        RequestErrors errors = new();
        query.With([]).Check(errors);
        errors.ThrowIfAny();
        IReadOnlyList<string> history = await store.HistoryAsync(user, options.HistoryItems, cancellation).ConfigureAwait(false);
        return TypedResults.Ok(await answering.AnswerAsync(query.With(history), cancellation).ConfigureAwait(false));
    }

    private static async Task<Ok<ForgottenAnswer>> ForgetAsync(HttpContext context, string id, EventWriter writer, CancellationToken cancellation) =>
        TypedResults.Ok(new ForgottenAnswer(await writer.ForgetAsync(Require(context, id), cancellation).ConfigureAwait(false)));

    private static string Require(HttpContext context, string id)
    {
        string user = PathId.Read(context, id);
        RequestErrors errors = new();
        errors.Require(Limits.IsId(user), "id", $"1 to {Limits.IdLength} characters, without control characters");
        errors.ThrowIfAny();
        return user;
    }
}
