using Elbo.Server.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Elbo.Server.Events;

/// <summary>What people choose, as it happens.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder v1) => v1.MapPost("/events", StoreAsync).Needs(Role.Write)
        .WithSummary("Store one event or several; the answer comes once they are durable").WithTags("People")
        .Accepts<EventBody>("application/json").ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Ok<StoredAnswer>> StoreAsync(HttpContext context, EventWriter writer, TimeProvider clock, CancellationToken cancellation)
    {
        EventBody body = await JsonBody.ReadAsync<EventBody>(context).ConfigureAwait(false);
        UserEvent[] events = body.Read(clock.GetUtcNow());
        await writer.StoreAsync(events, cancellation).ConfigureAwait(false);
        return TypedResults.Ok(new StoredAnswer(events.Length));
    }
}
