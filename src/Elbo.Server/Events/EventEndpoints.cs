using Elbo.Server.Options;
using Elbo.Server.Security;
using Elbo.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Elbo.Server.Events;

/// <summary>Users' events, and the store they are kept in.</summary>
internal static class EventEndpoints
{
    private static readonly TimeSpan DatabaseTimeout = TimeSpan.FromSeconds(10);

    public static void AddEvents(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Services.AddSingleton<IDatabaseProvider, PostgresProvider>();
        builder.Services.AddSingleton<DatabaseRegistry>(services => new(services.GetServices<IDatabaseProvider>().Append(new SqliteProvider())));
        builder.Services.AddSingleton(services => new EventStore(
            services.GetRequiredService<DatabaseRegistry>().Open(options.EventStoreLocation, new DatabaseOptions("Elbo:EventStore", "an event store", DatabaseTimeout))));
        builder.Services.AddSingleton<EventWriter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EventWriter>());
    }

    public static void MapEvents(this IEndpointRouteBuilder v1) => v1.MapPost("/events", StoreAsync).RequireRole(Role.Write).WithMetadata(new UsesEventStore())
        .WithSummary("Store one or more events; responds once they are durable").WithTags("Users")
        .Accepts<EventsRequest>("application/json").ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Ok<StoreEventsResponse>> StoreAsync(HttpContext context, EventWriter writer, TimeProvider clock, CancellationToken cancellationToken)
    {
        EventsRequest body = await JsonBody.ReadAsync<EventsRequest>(context).ConfigureAwait(false);
        UserEvent[] events = body.ToEvents(clock.GetUtcNow());
        await writer.StoreAsync(events, cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(new StoreEventsResponse(events.Length));
    }
}

/// <summary>The events are stored durably: they survive a crash of the server or its machine.</summary>
/// <param name="Stored">Number of events stored.</param>
internal sealed record StoreEventsResponse(int Stored);
