namespace Elbo.Cli;

/// <summary>Formats that several commands share.</summary>
internal static class OutputFormat
{
    /// <summary>A metric as "0.2346 ± 0.0071", without the error if it is null.</summary>
    public static string Metric(double value, double? error) => error is null
        ? FormattableString.Invariant($"{value:F4}")
        : FormattableString.Invariant($"{value:F4} ± {error:F4}");

    /// <summary>The notice below metrics on synthetic data.</summary>
    public static string SyntheticMetrics(string data) => $"The data '{data}' is synthetic: these results say nothing about real users.";

    /// <summary>The notice below items of synthetic data.</summary>
    public static string SyntheticItems(string data) => $"The data '{data}' is synthetic: titles and tastes are generated.";
}
