using Elbo.Server.Errors;

namespace Elbo.Server.Events;

/// <summary>Somebody chose something.</summary>
internal record EventQuery
{
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromDays(1);

    /// <summary>Who, by an id of 1 to 256 characters.</summary>
    public string? User { get; set; }

    /// <summary>What, by its id; the model may not know it yet.</summary>
    public string? Item { get; set; }

    /// <summary>When; default now. From 1970 to a day ahead.</summary>
    public DateTimeOffset? Time { get; set; }

    /// <summary>Notes what breaks a rule.</summary>
    public void Check(RequestErrors errors, string place, DateTimeOffset now)
    {
        errors.Require(Limits.IsId(User), place + "user", $"an id of 1 to {Limits.IdLength} characters, without control characters");
        errors.Require(Limits.IsId(Item), place + "item", $"an id of 1 to {Limits.IdLength} characters, without control characters");
        errors.Require(Time is null || (Time >= DateTimeOffset.UnixEpoch && Time <= now + ClocksDiffer), place + "time", "from 1970 to a day ahead");
    }

    /// <summary>The event, once it has been checked.</summary>
    public UserEvent ToEvent(DateTimeOffset now) => new(User!, Item!, (Time ?? now).ToUnixTimeMilliseconds());
}
