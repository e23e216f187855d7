using System.Text.Json;
using Elbo.IO;

namespace Elbo.Tracking;

/// <summary>Under which name a server knows a run, kept in the run folder so that a resumed training goes on there.</summary>
/// <param name="Address">The server.</param>
/// <param name="Id">Its name for the run.</param>
/// <param name="Link">Where a person can look at it.</param>
internal sealed record RemoteRunReference(string Address, string Id, string? Link)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    /// <summary>What a run's folder says of a tracker; null where it says nothing, or names another server.</summary>
    public static RemoteRunReference? Read(string folder, string tracker, string address)
    {
        try
        {
            RemoteRunReference? known = JsonSerializer.Deserialize<RemoteRunReference>(File.ReadAllText(PathOf(folder, tracker)), Json);
            return known?.Address == address ? known : null;
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return null;
        }
    }

    public void Write(string folder, string tracker) => AtomicFile.WriteText(PathOf(folder, tracker), JsonSerializer.Serialize(this, Json) + "\n");

    private static string PathOf(string folder, string tracker) => Path.Combine(folder, $"{tracker}.json");
}
