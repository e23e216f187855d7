using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Elbo.Tests.Server;

/// <summary>A response of the server.</summary>
public sealed record TestResponse(HttpStatusCode Status, string Text, string? MediaType, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    /// <summary>The JSON body of a successful response.</summary>
    public JsonElement Ok()
    {
        Assert.True(Status == HttpStatusCode.OK, $"{(int)Status}: {Text}");
        return Json;
    }

    /// <summary>Asserts problem details with a status; returns the detail, followed by the errors of properties.</summary>
    public string Problem(int status)
    {
        Assert.True((int)Status == status, $"{(int)Status}: {Text}");
        Assert.Equal("application/problem+json", MediaType);
        JsonElement problem = Json;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        string detail = problem.TryGetProperty("detail", out JsonElement value) ? value.GetString()! : "";
        return problem.TryGetProperty("errors", out JsonElement errors) ? $"{detail} {errors}" : detail;
    }
}
