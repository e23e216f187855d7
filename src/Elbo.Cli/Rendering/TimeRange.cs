namespace Elbo.Cli;

/// <summary>The time range of data, as dates if its unit is evident.</summary>
/// <param name="FirstValue">The earliest time in the data's own unit.</param>
/// <param name="LastValue">The latest.</param>
/// <param name="Unit">"seconds", "milliseconds" or "microseconds" since 1970, or null if unknown.</param>
/// <param name="First">The earliest as a date in UTC.</param>
/// <param name="Last">The latest.</param>
internal sealed record TimeRange(long FirstValue, long LastValue, string? Unit, DateTimeOffset? First, DateTimeOffset? Last)
{
    // Recorded interactions fall between these; the units differ by a factor of 1,000, so only one fits.
    private static readonly long Earliest = new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private static readonly long Latest = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private static readonly (string Name, long PerSecond)[] Units = [("seconds", 1), ("milliseconds", 1_000), ("microseconds", 1_000_000)];

    public static TimeRange FromTimestamps(long first, long last)
    {
        foreach ((string name, long perSecond) in Units)
        {
            if (first / perSecond >= Earliest && last / perSecond < Latest)
            {
                return new TimeRange(first, last, name, Date(first / perSecond), Date(last / perSecond));
            }
        }

        return new TimeRange(first, last, null, null, null);
    }

    public override string ToString() => Unit is null
        ? FormattableString.Invariant($"{FirstValue} to {LastValue}, unknown unit")
        : FormattableString.Invariant($"{First:yyyy-MM-dd} to {Last:yyyy-MM-dd} (from {Unit} since 1970)");

    private static DateTimeOffset Date(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);
}
