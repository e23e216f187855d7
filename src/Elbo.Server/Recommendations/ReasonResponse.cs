namespace Elbo.Server.Recommendations;

/// <summary>An item of the history as a reason.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title; absent where none is known.</param>
/// <param name="Effect">The recommended item's score less its score without this item in the history.</param>
internal sealed record ReasonResponse(string Id, string? Title, float Effect);
