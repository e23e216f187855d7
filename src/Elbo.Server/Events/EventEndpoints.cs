using Elbo.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Elbo.Server.Events;

/// <summary>What people choose, as it happens.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder v1) => v1.MapPost("/events", StoreAsync).RequireRole(Role.Write)
        .WithSummary("Store one event or several; the answer comes once they are durable").WithTags("People")
        .Accepts<EventsRequest>("application/json").ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Ok<StoreEventsResponse>> StoreAsync(HttpContext context, EventWriter writer, TimeProvider clock, CancellationToken cancellationToken)
    {
        EventsRequest body = await JsonBody.ReadAsync<EventsRequest>(context).ConfigureAwait(false);
        UserEvent[] events = body.ToEvents(clock.GetUtcNow());
        await writer.StoreAsync(events, cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(new StoreEventsResponse(events.Length));
    }
}
