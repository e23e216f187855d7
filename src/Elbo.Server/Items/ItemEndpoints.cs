using Elbo.Server.Errors;
using Elbo.Server.Models;
using Elbo.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Elbo.Server.Items;

/// <summary>Finds items by title or id, and items similar to one.</summary>
internal static class ItemEndpoints
{
    public static void MapItems(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/items", Search).RequireRole(Role.Read)
            .WithSummary("Search items by title prefix, most popular first").WithTags("Items");
        v1.MapGet("/items/{id}", Get).RequireRole(Role.Read)
            .WithSummary("An item by its id").WithTags("Items").ProducesProblem(StatusCodes.Status404NotFound);
        v1.MapGet("/items/{id}/similar", GetSimilar).RequireRole(Role.Read)
            .WithSummary("The items most similar to an item, according to the model").WithTags("Items").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Ok<ItemsResponse> Search(ModelProvider models, string query = "", int limit = 20)
    {
        ValidationErrors errors = new();
        errors.Require(query.Length <= RequestLimits.MaxSearchTextLength, "query", $"at most {RequestLimits.MaxSearchTextLength} characters");
        errors.Require(limit is >= 1 and <= RequestLimits.MaxSearchResults, "limit", $"from 1 to {RequestLimits.MaxSearchResults}");
        errors.ThrowIfAny();
        using ModelLease lease = models.Acquire();
        return TypedResults.Ok(new ItemsResponse(lease.Model.Items.Search(query, limit)));
    }

    private static Ok<Item> Get(ModelProvider models, HttpContext context, string id)
    {
        using ModelLease lease = models.Acquire();
        return TypedResults.Ok(FindItem(lease.Model, context, id));
    }

    private static Ok<SimilarItemsResponse> GetSimilar(ModelProvider models, HttpContext context, string id, int k = 10)
    {
        ValidationErrors errors = new();
        errors.Require(k is >= 1 and <= RequestLimits.MaxK, "k", $"from 1 to {RequestLimits.MaxK}");
        errors.ThrowIfAny();
        using ModelLease lease = models.Acquire();
        Item item = FindItem(lease.Model, context, id);
        return TypedResults.Ok(new SimilarItemsResponse([.. lease.Model.Recommender.GetSimilarItems(item.Id, k).Select(SimilarItemResponse.From)]));
    }

    private static Item FindItem(LoadedModel model, HttpContext context, string id) =>
        model.Recommender.FindItem(RouteIdDecoder.Decode(context, id)) ?? throw ProblemException.NotFound("the model has no item with this id");
}
