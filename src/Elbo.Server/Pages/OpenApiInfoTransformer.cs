using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Elbo.Server.Pages;

/// <summary>Title, description and security scheme of the OpenAPI document.</summary>
internal sealed class OpenApiInfoTransformer : IOpenApiDocumentTransformer
{
    private const string ApiKey = "ApiKey";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Elbo",
            Version = "v1",
            Description = "Recommendations from interaction histories. Errors are problem details (RFC 9457).",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[ApiKey] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key created with 'elbo create-key'; not needed if the server has no keys." };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKey, document)] = [] }];

        // Clients use the URL of the document itself; a fixed one would be wrong behind a proxy.
        document.Servers = [];
        return Task.CompletedTask;
    }
}
