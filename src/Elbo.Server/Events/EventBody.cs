using Elbo.Server.Errors;

namespace Elbo.Server.Events;

/// <summary>One event, or several under events.</summary>
internal sealed record EventBody : EventQuery
{
    /// <summary>Up to 1,000 events; then nothing else stands beside it.</summary>
    public IReadOnlyList<EventQuery>? Events { get; set; }

    /// <summary>The events, in the order given.</summary>
    /// <exception cref="RequestRefusedException">A rule is broken.</exception>
    public UserEvent[] Read(DateTimeOffset now)
    {
        RequestErrors errors = new();
        if (Events is null)
        {
            Check(errors, "", now);
            errors.ThrowIfAny();
            return [ToEvent(now)];
        }

        errors.Require(User is null && Item is null && Time is null, "events", "stands alone: each event has its own user, item and time");
        errors.Require(Events.Count is >= 1 and <= Limits.Events, "events", $"from 1 to {Limits.Events}");
        errors.ThrowIfAny();
        for (int i = 0; i < Events.Count; i++)
        {
            string place = FormattableString.Invariant($"events[{i}]");
            errors.Require(Events[i] is not null, place, "must not be null");
            Events[i]?.Check(errors, place + ".", now);
        }

        errors.ThrowIfAny();
        return [.. Events.Select(one => one.ToEvent(now))];
    }
}
