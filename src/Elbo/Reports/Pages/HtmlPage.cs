using System.Security.Cryptography;
using System.Text;
using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>A self-contained page: style and script are embedded, and nothing else may run or load.</summary>
internal static class HtmlPage
{
    /// <summary>Renders a complete document.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="subtitle">A line below the title.</param>
    /// <param name="sections">Its sections; empty ones are omitted.</param>
    /// <param name="version">The program's version, for the footer.</param>
    public static string Render(string title, string subtitle, IReadOnlyList<Section> sections, string version)
    {
        string style = Resource("report.css");
        string script = Resource("report.js");
        Section[] filled = [.. sections.Where(section => section.Body.ToString().Length > 0)];
        string policy = $"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; img-src data:; base-uri 'none'; form-action 'none'";
        return Html.Format($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="Elbo {version}">
            <link rel="icon" href="data:,">
            <title>{title}</title>
            <style>{Html.Raw(style)}</style>
            </head>
            <body>
            <a class="skip" href="#content">Skip to content</a>
            <header><div><h1>{title}</h1><p>{subtitle}</p></div><button type="button" id="theme" hidden></button></header>
            <nav aria-label="Sections">{filled.Where(section => section.Title.Length > 0).Select(section => Html.Format($"<a href=\"#{section.Id}\">{section.Title}</a>"))}</nav>
            <main id="content">
            {filled.Select(RenderSection)}
            </main>
            <footer>Created by Elbo {version}. Hover over a point for its value, or use the arrow keys in a focused chart.</footer>
            <div id="tip" role="status"></div>
            <script>{Html.Raw(script)}</script>
            </body>
            </html>

            """).ToString();
    }

    private static Html RenderSection(Section section) => section.Title.Length == 0
        ? Html.Format($"<section id=\"{section.Id}\">{section.Body}</section>\n")
        : Html.Format($"<section id=\"{section.Id}\" aria-labelledby=\"{section.Id}-heading\"><h2 id=\"{section.Id}-heading\">{section.Title}</h2>{section.Body}</section>\n");

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Resource(string name)
    {
        using Stream stream = typeof(HtmlPage).Assembly.GetManifestResourceStream($"Elbo.Reports.Pages.{name}")
            ?? throw new InvalidOperationException($"{name} is not embedded in the library");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

/// <summary>A section of a page.</summary>
/// <param name="Id">Unique on the page.</param>
/// <param name="Title">Its heading; empty for no heading.</param>
/// <param name="Body">Its content; an empty section is omitted.</param>
internal sealed record Section(string Id, string Title, Html Body);
