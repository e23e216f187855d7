namespace Elbo.Server.Events;

/// <summary>Events are stored: no crash of the server or its machine loses them now.</summary>
/// <param name="Stored">How many.</param>
internal sealed record StoreEventsResponse(int Stored);
