namespace Elbo.Reports.Charts;

/// <summary>A chart with two axes: an SVG image with marks in data coordinates.</summary>
/// <remarks>Colors come from the page's style sheet, so that one image works in light and dark themes and in print.</remarks>
internal sealed class Plot
{
    private const double Right = 14;
    private const double Top = 12;
    private const double Bottom = 44;
    private readonly Axis x;
    private readonly Axis y;
    private readonly double width;
    private readonly double height;
    private readonly double left;
    private readonly List<Html> marks = [];

    public Plot(Axis x, Axis y, double width = 420, double height = 270)
    {
        this.x = x;
        this.y = y;
        this.width = width;
        this.height = height;
        left = 34 + (7.4 * y.Ticks.Select(tick => tick.Label.Length).DefaultIfEmpty(0).Max());
    }

    /// <summary>Adds markup positioned with <see cref="X"/> and <see cref="Y"/>.</summary>
    public void Add(Html mark) => marks.Add(mark);

    public double X(double value) => left + (x.Scale(value) * (width - left - Right));

    public double Y(double value) => height - Bottom - (y.Scale(value) * (height - Top - Bottom));

    /// <summary>Adds a line through points; it is interrupted where a value is NaN.</summary>
    public void Line(IEnumerable<(double X, double Y)> points, string css) =>
        Add(Html.Format($"<path class=\"line {css}\" d=\"{Path(points)}\"/>"));

    /// <summary>Adds a point with a tooltip; shapes differ between series, so that they do not depend on color alone.</summary>
    public void Dot(double atX, double atY, string css, string tooltip, double radius = 3, int shape = 0)
    {
        Html outline = shape switch
        {
            1 => Html.Format($"<rect class=\"m dot {css}\" x=\"{X(atX) - radius}\" y=\"{Y(atY) - radius}\" width=\"{2 * radius}\" height=\"{2 * radius}\">"),
            2 => Html.Format($"<path class=\"m dot {css}\" d=\"M{X(atX)} {Y(atY) - (1.3 * radius)}l{1.2 * radius} {2.1 * radius}h{-2.4 * radius}z\">"),
            3 => Html.Format($"<path class=\"m dot {css}\" d=\"M{X(atX)} {Y(atY) - (1.4 * radius)}l{1.4 * radius} {1.4 * radius}l{-1.4 * radius} {1.4 * radius}l{-1.4 * radius} {-1.4 * radius}z\">"),
            _ => Html.Format($"<circle class=\"m dot {css}\" cx=\"{X(atX)}\" cy=\"{Y(atY)}\" r=\"{radius}\">"),
        };
        string element = shape switch { 0 => "circle", 1 => "rect", 2 or 3 => "path", _ => "circle" };
        Add(Html.Format($"{outline}<title>{tooltip}</title></{Html.Raw(element)}>"));
    }

    /// <summary>Adds a vertical bar of one error up and down.</summary>
    public void ErrorBar(double atX, double atY, double error, string css) => Add(Html.Format(
        $"<path class=\"error {css}\" d=\"M{X(atX)} {Y(atY - error)}V{Y(atY + error)}m-4 0h8M{X(atX) - 4} {Y(atY - error)}h8\"/>"));

    /// <summary>Adds a horizontal bar over the range of a point.</summary>
    public void HorizontalBar(double fromX, double toX, double atY, string css) =>
        Add(Html.Format($"<path class=\"error {css}\" d=\"M{X(fromX)} {Y(atY)}H{X(toX)}\"/>"));

    /// <summary>Begins a group of marks shifted sideways, so that several series do not overlap.</summary>
    public void BeginShift(double pixels) => Add(Html.Format($"<g transform=\"translate({pixels} 0)\">"));

    public void EndShift() => Add(Html.Format($"</g>"));

    /// <summary>Adds a dashed vertical line with a label.</summary>
    public void VerticalLine(double atX, string label, string css)
    {
        bool late = x.Scale(atX) > 0.6;
        Add(Html.Format(
            $"<path class=\"rule {css}\" d=\"M{X(atX)} {Top}V{height - Bottom}\"/><text class=\"note\" x=\"{X(atX) + (late ? -5 : 5)}\" y=\"{Top + 10}\" text-anchor=\"{(late ? "end" : "start")}\">{label}</text>"));
    }

    /// <summary>The SVG image, labelled by the element with an id.</summary>
    public Html Svg(string titleId) => Html.Format($"""
        <svg class="chart" viewBox="0 0 {width} {height}" tabindex="0" role="group" aria-roledescription="chart" aria-labelledby="{titleId}">
        <g class="grid">{y.Ticks.Select(tick => Html.Format($"<path d=\"M{left} {AtY(tick)}H{width - Right}\"/>"))}</g>
        <path class="axis" d="M{left} {Top}V{height - Bottom}H{width - Right}{Html.Join(x.Ticks.Select(tick => Html.Format($"M{AtX(tick)} {height - Bottom}v4")))}"/>
        <g class="tick" text-anchor="end">{y.Ticks.Select(tick => Html.Format($"<text x=\"{left - 7}\" y=\"{AtY(tick) + 4}\">{tick.Label}</text>"))}</g>
        <g class="tick" text-anchor="middle">{x.Ticks.Select(tick => Html.Format($"<text x=\"{AtX(tick)}\" y=\"{height - Bottom + 17}\">{tick.Label}</text>"))}</g>
        <text class="label" text-anchor="middle" x="{(left + width - Right) / 2}" y="{height - 6}">{x.Label}</text>
        <text class="label" text-anchor="middle" transform="translate(12 {(Top + height - Bottom) / 2}) rotate(-90)">{y.Label}</text>
        <g>{marks}</g>
        </svg>
        """);

    private double AtX(Tick tick) => left + (tick.Position * (width - left - Right));

    private double AtY(Tick tick) => height - Bottom - (tick.Position * (height - Top - Bottom));

    private Html Path(IEnumerable<(double X, double Y)> points)
    {
        bool drawing = false;
        return Html.Join(points.Select(point =>
        {
            bool number = double.IsFinite(point.Y);
            Html step = number ? Html.Format($"{(drawing ? "L" : "M")}{X(point.X)} {Y(point.Y)}") : Html.Empty;
            drawing = number;
            return step;
        }));
    }
}
