using Elbo.Server.Access;
using Microsoft.OpenApi;

namespace Elbo.Server.Recommending;

/// <summary>Recommendations for histories that the request brings.</summary>
internal static class RecommendationEndpoints
{
    public static void MapRecommendations(this IEndpointRouteBuilder v1) => v1.MapPost("/recommendations", AnswerAsync).Needs(Role.Read)
        .WithSummary("Recommend to one history, or to several at once").WithTags("Recommendations")
        .Accepts<RecommendationBody>("application/json").Produces<RecommendationAnswers>()
        .AddOpenApiOperationTransformer((operation, context, _) =>
        {
            operation.Responses!["200"].Content!["application/json"].Schema = new OpenApiSchema
            {
                OneOf = [new OpenApiSchemaReference(nameof(RecommendationAnswer), context.Document), new OpenApiSchemaReference(nameof(RecommendationAnswers), context.Document)],
            };
            return Task.CompletedTask;
        });

    private static async Task<IResult> AnswerAsync(HttpContext context, Answering answering, CancellationToken cancellation)
    {
        RecommendationBody body = await JsonBody.ReadAsync<RecommendationBody>(context).ConfigureAwait(false);
        body.Check();
        return body.Requests is { } requests
            ? TypedResults.Ok(await answering.AnswerAsync(requests, cancellation).ConfigureAwait(false))
            : TypedResults.Ok(await answering.AnswerAsync(body, cancellation).ConfigureAwait(false));
    }
}
