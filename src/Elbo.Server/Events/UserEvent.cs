namespace Elbo.Server.Events;

/// <summary>Somebody chose something.</summary>
/// <param name="User">Who.</param>
/// <param name="Item">What.</param>
/// <param name="Time">When, in milliseconds since 1970.</param>
internal readonly record struct UserEvent(string User, string Item, long Time);
