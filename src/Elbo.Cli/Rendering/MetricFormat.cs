namespace Elbo.Cli;

/// <summary>Metrics as people read them: fractions with four decimals.</summary>
internal static class MetricFormat
{
    /// <summary>"0.2346 ± 0.0071", the error left out where there is none.</summary>
    public static string WithError(double value, double? error) => error is null
        ? FormattableString.Invariant($"{value:F4}")
        : FormattableString.Invariant($"{value:F4} ± {error:F4}");
}
