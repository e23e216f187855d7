namespace Elbo.Runs;

/// <summary>An item in a run folder (items.json), in the model's column order.</summary>
/// <param name="Id">Its id in the data.</param>
/// <param name="Title">Its title; null where none is known.</param>
/// <param name="Genres">Its genres, perhaps none.</param>
/// <param name="Count">Training interactions with it.</param>
public sealed record RunItem(string Id, string? Title, IReadOnlyList<string> Genres, int Count);
