namespace Elbo.Reports.Charts;

/// <summary>A chart in its frame: title, what to know of it, and the picture.</summary>
internal static class ChartFigure
{
    /// <summary>A figure.</summary>
    /// <param name="id">Unique on the page.</param>
    /// <param name="title">Its title.</param>
    /// <param name="note">A sentence on how to read it; may be empty.</param>
    /// <param name="draw">Makes the picture, given the id of its title.</param>
    /// <param name="more">What stands under the picture, such as a legend or a table.</param>
    /// <param name="wide">True for a picture over the page's whole width, which scrolls on a small screen.</param>
    public static Html Create(string id, string title, string note, Func<string, Html> draw, Html? more = null, bool wide = false)
    {
        string named = $"{id}-title";
        Html picture = draw(named);
        return Html.Format($"""
            <figure id="{id}"{(wide ? Html.Format($" class=\"wide\"") : Html.Empty)}>
            <figcaption><h3 id="{named}">{title}</h3>{(note.Length == 0 ? Html.Empty : Html.Format($"<p>{note}</p>"))}</figcaption>
            <div{(wide ? Html.Format($" class=\"scroll\"") : Html.Empty)}>{picture}</div>
            <div>{more}</div>
            </figure>
            """);
    }
}
