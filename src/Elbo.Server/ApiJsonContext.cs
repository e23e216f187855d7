using System.Text.Json;
using System.Text.Json.Serialization;
using Elbo.Server.Events;
using Elbo.Server.Items;
using Elbo.Server.Models;
using Elbo.Server.Recommendations;
using Elbo.Server.Users;

namespace Elbo.Server;

/// <summary>JSON of requests and responses, with source-generated metadata. Unknown properties are errors, and nulls are omitted.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RecommendationsRequest))]
[JsonSerializable(typeof(RecommendationResponse))]
[JsonSerializable(typeof(RecommendationsResponse))]
[JsonSerializable(typeof(EventsRequest))]
[JsonSerializable(typeof(StoreEventsResponse))]
[JsonSerializable(typeof(DeleteUserResponse))]
[JsonSerializable(typeof(Item))]
[JsonSerializable(typeof(ItemsResponse))]
[JsonSerializable(typeof(SimilarItemsResponse))]
[JsonSerializable(typeof(ModelResponse))]
internal sealed partial class ApiJsonContext : JsonSerializerContext
{
    public static void Configure(JsonSerializerOptions json)
    {
        json.TypeInfoResolverChain.Insert(0, Default);
        json.NumberHandling = JsonNumberHandling.Strict;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.AllowDuplicateProperties = false;
        json.MaxDepth = RequestLimits.MaxJsonDepth;
        json.Converters.Add(new JsonStringEnumConverter<RecommendationSource>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        json.Converters.Add(new JsonStringEnumConverter<ScoreKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }
}
