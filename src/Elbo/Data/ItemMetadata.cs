namespace Elbo.Data;

/// <summary>What is known of an item besides its id.</summary>
/// <param name="Title">The name people know it by.</param>
/// <param name="Genres">Its genres or categories, perhaps none.</param>
public sealed record ItemMetadata(string Title, IReadOnlyList<string> Genres);
