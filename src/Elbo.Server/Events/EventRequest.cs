using Elbo.Server.Errors;

namespace Elbo.Server.Events;

/// <summary>Somebody chose something.</summary>
internal record EventRequest
{
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromDays(1);

    /// <summary>Who, by an id of 1 to 256 characters.</summary>
    public string? User { get; set; }

    /// <summary>What, by its id; the model may not know it yet.</summary>
    public string? Item { get; set; }

    /// <summary>When; default now. From 1970 to a day ahead.</summary>
    public DateTimeOffset? Time { get; set; }

    /// <summary>Notes what breaks a rule.</summary>
    public void Check(ValidationErrors errors, string path, DateTimeOffset now)
    {
        errors.Require(RequestLimits.IsValidId(User), path + "user", $"an id of 1 to {RequestLimits.MaxIdLength} characters, without control characters");
        errors.Require(RequestLimits.IsValidId(Item), path + "item", $"an id of 1 to {RequestLimits.MaxIdLength} characters, without control characters");
        errors.Require(Time is null || (Time >= DateTimeOffset.UnixEpoch && Time <= now + MaxClockSkew), path + "time", "from 1970 to a day ahead");
    }

    /// <summary>The event, once it has been checked.</summary>
    public UserEvent ToEvent(DateTimeOffset now) => new(User!, Item!, (Time ?? now).ToUnixTimeMilliseconds());
}
