namespace Elbo.Reports;

/// <summary>An item as people know it.</summary>
/// <param name="Title">Its title, or its id where none is known.</param>
/// <param name="Genres">Its genres, perhaps none.</param>
/// <param name="IsHit">True where the person chose it later; only recommendations can be.</param>
public sealed record ReportItem(string Title, IReadOnlyList<string> Genres, bool IsHit = false);
