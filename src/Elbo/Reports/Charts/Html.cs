using System.Text;

namespace Elbo.Reports.Charts;

/// <summary>A piece of HTML or SVG: what stands in the code is taken as it is, and every value put into it is escaped.</summary>
internal sealed class Html
{
    private readonly string markup;

    private Html(string markup)
    {
        this.markup = markup;
    }

    public static Html Empty { get; } = new("");

    /// <summary>Markup from an interpolated string.</summary>
    public static Html Format(HtmlInterpolatedStringHandler text) => new(text.Build());

    /// <summary>Pieces one after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces) =>
        new(pieces.Aggregate(new StringBuilder(), (text, piece) => text.Append(piece.markup)).ToString());

    /// <summary>Text of our own, such as a style sheet, that is not to be escaped.</summary>
    public static Html Raw(string text) => new(text);

    public override string ToString() => markup;
}
