namespace Elbo.Server.Users;

/// <summary>A person has been forgotten.</summary>
/// <param name="Events">How many events were deleted; 0 where nothing was known.</param>
internal sealed record ForgottenAnswer(int Events);
