using System.Text.Json;
using Elbo.Data;
using Elbo.IO;

namespace Elbo.Cli;

/// <summary>Prints statistics of data as lines with a histogram, or as JSON.</summary>
internal static class StatisticsPrinter
{
    private const int BarWidth = 40;

    public static void Write(InteractionDataset data, DataStatistics statistics, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(ToJson(data, statistics));
            return;
        }

        output.WriteLine(data.IsSynthetic ? $"{data.Name} (synthetic data: results on it say nothing about real users)" : data.Name);
        foreach ((string name, string value) in Lines(data, statistics))
        {
            output.WriteLine($"  {name,-23}{value}");
        }

        output.WriteLine();
        output.WriteLine("  interactions per user      users");
        WriteBars(statistics.HistoryLengthHistogram, output);
    }

    private static IEnumerable<(string Name, string Value)> Lines(InteractionDataset data, DataStatistics statistics)
    {
        yield return ("users", Text($"{statistics.Users:N0}"));
        yield return ("items", Text($"{statistics.Items:N0}"));
        yield return ("interactions", Text($"{statistics.Interactions:N0}"));
        yield return ("density", Percent(statistics.Density, "F2"));
        yield return ("interactions per user", Spread(statistics.HistoryLengths));
        yield return ("interactions per item", Spread(statistics.ItemFrequencies));
        yield return ("most popular items", $"1 % have {Percent(statistics.TopOnePercentShare)}, 10 % have {Percent(statistics.TopTenPercentShare)} of the interactions; Gini {Text($"{statistics.ItemGini:F2}")}");
        if (statistics is { FirstTime: { } first, LastTime: { } last })
        {
            yield return ("time", TimeRange.FromTimestamps(first, last).ToString());
            yield return ("equal times", $"{Percent(statistics.TiedTimeFraction ?? 0)} of the interactions have the same time as a neighbouring one");
        }
        else
        {
            yield return ("time", "none; histories are in file order");
        }

        yield return ("titles", Text($"{data.Items.Ids.Count(data.Metadata.ContainsKey):N0} of {statistics.Items:N0} items"));
        if (data.Layout is { } layout)
        {
            yield return ("read as", layout);
        }

        yield return ("fingerprint", data.Fingerprint);
    }

    private static string Spread(SummaryStatistics values) => Text(
        $"{values.Min:N0} to {values.Max:N0}: median {values.Median:N0}, mean {values.Mean:N1}, 5 % {values.P05:N0}, 25 % {values.P25:N0}, 75 % {values.P75:N0}, 95 % {values.P95:N0}");

    private static void WriteBars(IReadOnlyList<HistogramBucket> buckets, TextWriter output)
    {
        int max = Math.Max(1, buckets.Select(bucket => bucket.Count).DefaultIfEmpty().Max());
        foreach (HistogramBucket bucket in buckets.SkipWhile(bucket => bucket.Count == 0))
        {
            string range = bucket.From == bucket.To ? Text($"{bucket.From:N0}") : Text($"{bucket.From:N0} - {bucket.To:N0}");

            // Even a single user gets a mark.
            int width = (int)Math.Ceiling((double)BarWidth * bucket.Count / max);
            output.WriteLine(Text($"  {range,20}  {bucket.Count,10:N0}  {new string('█', width)}").TrimEnd());
        }
    }

    private static string ToJson(InteractionDataset data, DataStatistics statistics)
    {
        TimeRange? time = statistics is { FirstTime: { } first, LastTime: { } last } ? TimeRange.FromTimestamps(first, last) : null;
        return JsonSerializer.Serialize(
            new
            {
                name = data.Name,
                synthetic = data.IsSynthetic,
                layout = data.Layout,
                fingerprint = data.Fingerprint,
                titles = data.Items.Ids.Count(data.Metadata.ContainsKey),
                timeUnit = time?.Unit,
                firstDate = time?.First,
                lastDate = time?.Last,
                statistics,
            },
            JsonFormat.Document);
    }

    private static string Percent(double share, string format = "F1") => $"{(100 * share).ToString(format, System.Globalization.CultureInfo.InvariantCulture)} %";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
