using Elbo.Inference;

namespace Elbo.Server.Items;

/// <summary>An item.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title; absent where none is known.</param>
/// <param name="Categories">Its categories; perhaps none.</param>
/// <param name="InteractionCount">Training interactions with it.</param>
internal sealed record ItemResponse(string Id, string? Title, IReadOnlyList<string> Categories, int InteractionCount)
{
    public static ItemResponse From(Item item) => new(item.Id, item.Title, item.Categories, item.InteractionCount);
}
