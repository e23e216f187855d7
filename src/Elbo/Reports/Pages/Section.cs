using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>A part of a page.</summary>
/// <param name="Id">Unique on the page.</param>
/// <param name="Title">Its heading; empty for none.</param>
/// <param name="Body">What it says; an empty section is left out.</param>
internal sealed record Section(string Id, string Title, Html Body);
