using System.Text;

namespace Elbo.Reports.Charts;

/// <summary>A fragment of HTML or SVG: literal text is kept as is, and every interpolated value is escaped.</summary>
internal sealed class Html
{
    private readonly string markup;

    private Html(string markup)
    {
        this.markup = markup;
    }

    public static Html Empty { get; } = new("");

    /// <summary>Creates markup from an interpolated string.</summary>
    public static Html Format(HtmlInterpolatedStringHandler text) => new(text.Build());

    /// <summary>Concatenates fragments.</summary>
    public static Html Join(IEnumerable<Html> pieces) =>
        new(pieces.Aggregate(new StringBuilder(), (text, piece) => text.Append(piece.markup)).ToString());

    /// <summary>Trusted text, such as a style sheet, without escaping.</summary>
    public static Html Raw(string text) => new(text);

    public override string ToString() => markup;
}
