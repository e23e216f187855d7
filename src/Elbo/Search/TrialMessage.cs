using System.Text.Json;
using System.Text.Json.Serialization;

namespace Elbo.Search;

/// <summary>What a trial's process tells its worker: a line of JSON for each epoch and one at the end.</summary>
/// <param name="Epoch">The epoch; null at the end.</param>
/// <param name="Value">The study's metric after the epoch, or of the model that was kept.</param>
/// <param name="Seconds">Training time so far.</param>
internal sealed record TrialMessage(int? Epoch, [property: JsonRequired] double Value, [property: JsonRequired] double Seconds)
{
    /// <summary>The worker's answer to an epoch: train on.</summary>
    public const string Continue = "go";

    /// <summary>The worker's answer to an epoch: end here.</summary>
    public const string Stop = "stop";

    /// <summary>How lines of its errors begin that are warnings.</summary>
    public const string WarningPrefix = "warning: ";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string ToLine() => JsonSerializer.Serialize(this, Json);

    /// <summary>The message of a line; null where the line is something else, such as words of a native library.</summary>
    public static TrialMessage? Parse(string line)
    {
        try
        {
            return line.StartsWith('{') ? JsonSerializer.Deserialize<TrialMessage>(line, Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
