using Elbo.Server.Security;
using Microsoft.OpenApi;

namespace Elbo.Server.Recommendations;

/// <summary>Recommendations for histories sent with the request.</summary>
internal static class RecommendationEndpoints
{
    public static void MapRecommendations(this IEndpointRouteBuilder v1) => v1.MapPost("/recommendations", RecommendAsync).RequireRole(Role.Read)
        .WithSummary("Recommend for one history, or for several at once").WithTags("Recommendations")
        .Accepts<RecommendationsRequest>("application/json").Produces<RecommendationsResponse>()
        .AddOpenApiOperationTransformer((operation, context, _) =>
        {
            operation.Responses!["200"].Content!["application/json"].Schema = new OpenApiSchema
            {
                OneOf = [new OpenApiSchemaReference(nameof(RecommendationResponse), context.Document), new OpenApiSchemaReference(nameof(RecommendationsResponse), context.Document)],
            };
            return Task.CompletedTask;
        });

    private static async Task<IResult> RecommendAsync(HttpContext context, RecommendationService recommendations, CancellationToken cancellationToken)
    {
        RecommendationsRequest body = await JsonBody.ReadAsync<RecommendationsRequest>(context).ConfigureAwait(false);
        body.Check();
        return body.Requests is { } requests
            ? TypedResults.Ok(await recommendations.RecommendAsync(context.GetClient(), requests, cancellationToken).ConfigureAwait(false))
            : TypedResults.Ok(await recommendations.RecommendAsync(context.GetClient(), body, cancellationToken).ConfigureAwait(false));
    }
}
