using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Elbo.Reports.Charts;

/// <summary>Builds <see cref="Html"/> from an interpolated string, escaping its values for text and for quoted attributes.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlInterpolatedStringHandler(int literalLength, int formattedCount)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder text = new(literalLength + (16 * formattedCount));

    public void AppendLiteral(string markup) => text.Append(markup);

    public void AppendFormatted(Html? piece) => text.Append(piece?.ToString());

    public void AppendFormatted(IEnumerable<Html> pieces) => text.Append(Html.Join(pieces));

    public void AppendFormatted(string? value) => text.Append(Encoder.Encode(value ?? ""));

    public void AppendFormatted(int value) => text.Append(CultureInfo.InvariantCulture, $"{value}");

    /// <summary>Appends a number; the default format is for coordinates, which need a tenth of a pixel.</summary>
    public void AppendFormatted(double value, string format = "0.#") => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

    public string Build() => text.ToString();
}
