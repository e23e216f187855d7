namespace Elbo.Reports.Charts;

/// <summary>A chart with its title and caption.</summary>
internal static class ChartFigure
{
    /// <summary>Creates a figure element.</summary>
    /// <param name="id">Unique on the page.</param>
    /// <param name="title">Its title.</param>
    /// <param name="note">How to read the chart; may be empty.</param>
    /// <param name="draw">Draws the chart, given the id of its title.</param>
    /// <param name="below">Content below the chart, such as a legend or a table.</param>
    /// <param name="wide">True for a chart of the page's full width, which scrolls on small screens.</param>
    public static Html Create(string id, string title, string note, Func<string, Html> draw, Html? below = null, bool wide = false)
    {
        string titleId = $"{id}-title";
        Html chart = draw(titleId);
        return Html.Format($"""
            <figure id="{id}"{(wide ? Html.Format($" class=\"wide\"") : Html.Empty)}>
            <figcaption><h3 id="{titleId}">{title}</h3>{(note.Length == 0 ? Html.Empty : Html.Format($"<p>{note}</p>"))}</figcaption>
            <div{(wide ? Html.Format($" class=\"scroll\"") : Html.Empty)}>{chart}</div>
            <div>{below}</div>
            </figure>
            """);
    }
}
