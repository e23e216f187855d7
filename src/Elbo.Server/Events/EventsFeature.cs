using Elbo.Server.Options;

namespace Elbo.Server.Events;

/// <summary>The store of events and its writer.</summary>
internal static class EventsFeature
{
    public static void AddEvents(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Services.AddSingleton(_ => new EventStore(EventDatabase.At(options.StorePlace)));
        builder.Services.AddSingleton<EventWriter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EventWriter>());
    }
}
