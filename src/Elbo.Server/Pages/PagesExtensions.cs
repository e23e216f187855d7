using Scalar.AspNetCore;

namespace Elbo.Server.Pages;

/// <summary>The web page at /, the OpenAPI document at /openapi/v1.json and its page at /docs. None of them loads anything from other sites.</summary>
internal static class PagesExtensions
{
    public static void AddPages(this WebApplicationBuilder builder) => builder.Services.AddOpenApi(api => api.AddDocumentTransformer<OpenApiInfoTransformer>());

    public static void MapPages(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference("/docs", page =>
        {
            page.Title = "Elbo";
            page.DefaultFonts = false;
            page.Telemetry = false;
            page.Favicon = "/icon.svg";

            // No buttons that link to external services.
            page.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            page.HideClientButton = true;
            page.Agent = new ScalarAgentOptions { Disabled = true };
            page.Mcp = new ScalarMcpOptions { Disabled = true };
        });
    }

    /// <summary>Serves wwwroot, and its index.html at /.</summary>
    public static void UseWebPage(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles();
    }
}
