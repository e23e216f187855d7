using Elbo.Inference;
using Elbo.Server.Access;
using Elbo.Server.Errors;
using Elbo.Server.Models;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Elbo.Server.Items;

/// <summary>Items by title, by id, and those like one.</summary>
internal static class ItemEndpoints
{
    public static void MapItems(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/items", Find).Needs(Role.Read)
            .WithSummary("Items whose titles have words that begin as typed, popular ones first").WithTags("Items");
        v1.MapGet("/items/{id}", Get).Needs(Role.Read)
            .WithSummary("An item by its id").WithTags("Items").ProducesProblem(StatusCodes.Status404NotFound);
        v1.MapGet("/items/{id}/similar", Similar).Needs(Role.Read)
            .WithSummary("The items that the model holds most like one").WithTags("Items").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Ok<ItemsAnswer> Find(CurrentModel current, string query = "", int limit = 20)
    {
        RequestErrors errors = new();
        errors.Require(query.Length <= Limits.SearchText, "query", $"at most {Limits.SearchText} characters");
        errors.Require(limit is >= 1 and <= Limits.FoundItems, "limit", $"from 1 to {Limits.FoundItems}");
        errors.ThrowIfAny();
        using ModelLease lease = current.Use();
        return TypedResults.Ok(new ItemsAnswer([.. lease.Model.Items.Find(query, limit).Select(ItemAnswer.Of)]));
    }

    private static Ok<ItemAnswer> Get(CurrentModel current, HttpContext context, string id)
    {
        using ModelLease lease = current.Use();
        return TypedResults.Ok(ItemAnswer.Of(Require(lease.Model, context, id)));
    }

    private static Ok<SimilarItemsAnswer> Similar(CurrentModel current, HttpContext context, string id, int k = 10)
    {
        RequestErrors errors = new();
        errors.Require(k is >= 1 and <= Limits.K, "k", $"from 1 to {Limits.K}");
        errors.ThrowIfAny();
        using ModelLease lease = current.Use();
        Item item = Require(lease.Model, context, id);
        return TypedResults.Ok(new SimilarItemsAnswer([.. lease.Model.Recommender.Similar(item.Id, k).Select(SimilarItemAnswer.Of)]));
    }

    private static Item Require(LoadedModel model, HttpContext context, string id) =>
        model.Recommender.Find(PathId.Read(context, id)) ?? throw RequestRefusedException.NotFound("the model knows no item of this id");
}
