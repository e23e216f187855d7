using Elbo.Server.Errors;

namespace Elbo.Server.Events;

/// <summary>One event, or several under events.</summary>
internal sealed record EventsRequest : EventRequest
{
    /// <summary>Up to 1,000 events; user, item and time must then be absent.</summary>
    public IReadOnlyList<EventRequest>? Events { get; set; }

    /// <summary>Validates the request and returns its events in order.</summary>
    /// <exception cref="ProblemException">The request is invalid.</exception>
    public UserEvent[] ToEvents(DateTimeOffset now)
    {
        ValidationErrors errors = new();
        if (Events is null)
        {
            Check(errors, "", now);
            errors.ThrowIfAny();
            return [ToEvent(now)];
        }

        errors.Require(User is null && Item is null && Time is null, "events", "cannot be combined with user, item or time; set them on each event");
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

/// <summary>A user's interaction with an item.</summary>
internal record EventRequest
{
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromDays(1);

    /// <summary>The user's id, 1 to 256 characters.</summary>
    public string? User { get; set; }

    /// <summary>The item's id; the model need not know it yet.</summary>
    public string? Item { get; set; }

    /// <summary>When it happened, from 1970 to one day ahead; default now.</summary>
    public DateTimeOffset? Time { get; set; }

    /// <summary>Adds an error for each invalid property.</summary>
    public void Check(ValidationErrors errors, string path, DateTimeOffset now)
    {
        errors.Require(RequestLimits.IsValidUserId(User), path + "user", $"an id of {Ids.Description}, and not \".\" or \"..\"");
        errors.Require(Ids.IsValid(Item), path + "item", $"an id of {Ids.Description}");
        errors.Require(Time is null || (Time >= DateTimeOffset.UnixEpoch && Time <= now + MaxClockSkew), path + "time", "from 1970 to a day ahead");
    }

    /// <summary>The event; call <see cref="Check"/> first.</summary>
    public UserEvent ToEvent(DateTimeOffset now) => new(User!, Item!, (Time ?? now).ToUnixTimeMilliseconds());
}
