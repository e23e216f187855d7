using System.Text.Json;
using System.Text.Json.Serialization;
using Elbo.Inference;
using Elbo.Inference.Bundles;
using Elbo.Server.Events;
using Elbo.Server.Items;
using Elbo.Server.Models;
using Elbo.Server.Recommending;
using Elbo.Server.Users;

namespace Elbo.Server;

/// <summary>JSON of requests and answers, by code made at build time. What is not known is an error, and null is left out.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RecommendationBody))]
[JsonSerializable(typeof(RecommendationAnswer))]
[JsonSerializable(typeof(RecommendationAnswers))]
[JsonSerializable(typeof(EventBody))]
[JsonSerializable(typeof(StoredAnswer))]
[JsonSerializable(typeof(ForgottenAnswer))]
[JsonSerializable(typeof(ItemAnswer))]
[JsonSerializable(typeof(ItemsAnswer))]
[JsonSerializable(typeof(SimilarItemsAnswer))]
[JsonSerializable(typeof(ModelAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    public static void Set(JsonSerializerOptions json)
    {
        json.TypeInfoResolverChain.Insert(0, Default);
        json.NumberHandling = JsonNumberHandling.Strict;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.AllowDuplicateProperties = false;
        json.MaxDepth = Limits.JsonDepth;
        json.Converters.Add(new JsonStringEnumConverter<RecommendationSource>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        json.Converters.Add(new JsonStringEnumConverter<ScoreKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }
}
