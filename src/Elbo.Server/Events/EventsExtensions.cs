using Elbo.Server.Options;

namespace Elbo.Server.Events;

/// <summary>The store of events and its writer.</summary>
internal static class EventsExtensions
{
    public static void AddEvents(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Services.AddSingleton(_ => new EventStore(EventDatabase.Open(options.EventStoreLocation)));
        builder.Services.AddSingleton<EventWriter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EventWriter>());
    }
}
