using System.Globalization;

namespace Elbo.Reports.Charts;

/// <summary>An axis: its scale and its ticks.</summary>
internal sealed class Axis
{
    private readonly Func<double, double> scale;

    private Axis(string label, Func<double, double> scale, IReadOnlyList<Tick> ticks)
    {
        Label = label;
        this.scale = scale;
        Ticks = ticks;
    }

    /// <summary>The measured quantity with its unit.</summary>
    public string Label { get; }

    public IReadOnlyList<Tick> Ticks { get; }

    /// <summary>A value's position: 0 at the start, 1 at the end.</summary>
    public double Scale(double value) => scale(value);

    /// <summary>A linear axis over the values, with ticks at round numbers.</summary>
    /// <param name="label">The measured quantity with its unit.</param>
    /// <param name="values">The values to show.</param>
    /// <param name="tight">True to end at the values instead of at the ticks around them.</param>
    /// <param name="whole">True for integers, without ticks between them.</param>
    /// <param name="count">Approximate number of ticks.</param>
    public static Axis Linear(string label, IEnumerable<double> values, bool tight = false, bool whole = false, int count = 5)
    {
        (double low, double high) = Range(values);
        if (low == high)
        {
            double margin = low == 0 || whole ? 1 : Math.Abs(low) * 0.1;
            (low, high) = (low - margin, high + margin);
        }

        double step = Step((high - low) / count);
        step = whole ? Math.Max(1, Math.Ceiling(step)) : step;
        if (!tight)
        {
            (low, high) = (Math.Floor(low / step) * step, Math.Ceiling(high / step) * step);
        }

        // Include a multiple of the step that misses an end only by rounding.
        int first = (int)Math.Ceiling((low / step) - 1e-9);
        int last = (int)Math.Floor((high / step) + 1e-9);
        return new Axis(
            label,
            value => (value - low) / (high - low),
            [.. Enumerable.Range(first, last - first + 1).Select(i => new Tick((i * step - low) / (high - low), Text(i * step, step)))]);
    }

    /// <summary>A logarithmic axis over positive values, with ticks at 1, 2 and 5 times powers of ten.</summary>
    public static Axis Logarithmic(string label, IEnumerable<double> values)
    {
        (double low, double high) = Range(values);
        if (low == high)
        {
            (low, high) = (low / 2, high * 2);
        }

        double from = Math.Log10(low);
        double length = Math.Log10(high) - from;
        double[] factors = length > 3 ? [1] : length > 1.6 ? [1, 3] : [1, 2, 5];
        return new Axis(
            label,
            value => (Math.Log10(value) - from) / length,
            [.. Enumerable.Range((int)Math.Floor(from), (int)Math.Ceiling(length) + 2)
                .SelectMany(exponent => factors.Select(factor => factor * Math.Pow(10, exponent)))
                .Select(value => new Tick((Math.Log10(value) - from) / length, Text(value, value)))
                .Where(tick => tick.Position > -1e-9 && tick.Position < 1 + 1e-9)]);
    }

    /// <summary>Names at equal distances; a name's value is its index.</summary>
    public static Axis Categories(string label, IReadOnlyList<string> names)
    {
        double Center(double index) => (index + 0.5) / names.Count;
        return new Axis(label, Center, [.. names.Select((name, index) => new Tick(Center(index), name))]);
    }

    /// <summary>A logarithmic axis for positive values that span a factor of 30 or more, else a linear one.</summary>
    public static Axis Auto(string label, IReadOnlyCollection<double> values, bool tight = true, bool whole = false) =>
        values.Count > 0 && values.Min() > 0 && values.Max() / values.Min() >= 30
            ? Logarithmic(label, values)
            : Linear(label, values, tight, whole);

    /// <summary>1, 2, 2.5 or 5 times a power of ten, not smaller than a minimum.</summary>
    private static double Step(double min)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(min)));
        double[] steps = [1, 2, 2.5, 5, 10];
        return power * steps.First(step => step >= (min / power) - 1e-9);
    }

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
    }

    /// <summary>A tick's label with as many decimals as the distance between ticks needs.</summary>
    private static string Text(double value, double step)
    {
        double size = Math.Abs(value);
        if (size >= 1e6 || (size > 0 && size < 1e-4))
        {
            return value.ToString("0.#e0", CultureInfo.InvariantCulture);
        }

        int decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 6);
        decimals += Math.Abs((step * Math.Pow(10, decimals)) - Math.Round(step * Math.Pow(10, decimals))) > 1e-6 ? 1 : 0;
        return value.ToString(size >= 10_000 ? "N0" : $"F{decimals}", CultureInfo.InvariantCulture);
    }
}

/// <summary>A labelled position on an axis.</summary>
/// <param name="Position">Between 0, the start of the axis, and 1.</param>
/// <param name="Label">The label.</param>
internal sealed record Tick(double Position, string Label);
