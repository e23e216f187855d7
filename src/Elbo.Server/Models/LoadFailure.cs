namespace Elbo.Server.Models;

/// <summary>Why a bundle could not take the place of the one before.</summary>
/// <param name="Error">What has to be mended.</param>
/// <param name="Time">When it was tried.</param>
internal sealed record LoadFailure(string Error, DateTimeOffset Time);
