namespace Elbo.Server.Users;

/// <summary>A person has been forgotten.</summary>
/// <param name="DeletedEvents">How many events were deleted; 0 where nothing was known.</param>
internal sealed record DeleteUserResponse(int DeletedEvents);
