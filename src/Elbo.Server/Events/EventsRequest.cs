using Elbo.Server.Errors;

namespace Elbo.Server.Events;

/// <summary>One event, or several under events.</summary>
internal sealed record EventsRequest : EventRequest
{
    /// <summary>Up to 1,000 events; then nothing else stands beside it.</summary>
    public IReadOnlyList<EventRequest>? Events { get; set; }

    /// <summary>The events, in the order given.</summary>
    /// <exception cref="ProblemException">A rule is broken.</exception>
    public UserEvent[] ToEvents(DateTimeOffset now)
    {
        ValidationErrors errors = new();
        if (Events is null)
        {
            Check(errors, "", now);
            errors.ThrowIfAny();
            return [ToEvent(now)];
        }

        errors.Require(User is null && Item is null && Time is null, "events", "stands alone: each event has its own user, item and time");
        errors.Require(Events.Count is >= 1 and <= RequestLimits.MaxEvents, "events", $"from 1 to {RequestLimits.MaxEvents}");
        errors.ThrowIfAny();
        for (int i = 0; i < Events.Count; i++)
        {
            string path = FormattableString.Invariant($"events[{i}]");
            errors.Require(Events[i] is not null, path, "must not be null");
            Events[i]?.Check(errors, path + ".", now);
        }

        errors.ThrowIfAny();
        return [.. Events.Select(request => request.ToEvent(now))];
    }
}
