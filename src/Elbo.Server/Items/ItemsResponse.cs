namespace Elbo.Server.Items;

/// <summary>Items found.</summary>
/// <param name="Items">The most popular first.</param>
internal sealed record ItemsResponse(IReadOnlyList<ItemResponse> Items);
