using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Elbo.Server.Pages;

/// <summary>What the description of the API says besides its endpoints.</summary>
internal sealed class OpenApiInfoTransformer : IOpenApiDocumentTransformer
{
    private const string Key = "Key";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Elbo",
            Version = "v1",
            Description = "Recommendations from what people chose. Errors are problem details (RFC 9457).",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Key] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key that 'elbo key' made; not needed where the server has none." };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, document)] = [] }];

        // The address it was asked at is the page's own; a fixed one would be wrong behind a proxy.
        document.Servers = [];
        return Task.CompletedTask;
    }
}
