using Scalar.AspNetCore;

namespace Elbo.Server.Pages;

/// <summary>The web page at /, the API's description at /openapi/v1.json and a page for it at /docs; nothing of them comes from elsewhere.</summary>
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

            // No buttons that lead to services elsewhere.
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
