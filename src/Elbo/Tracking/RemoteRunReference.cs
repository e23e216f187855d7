using System.Text.Json;
using Elbo.IO;

namespace Elbo.Tracking;

/// <summary>The id of a run on a tracking server, saved in the run folder so that a resumed run continues the same remote run.</summary>
/// <param name="Address">Address of the server.</param>
/// <param name="Id">The server's id of the run.</param>
/// <param name="Link">A link to the run's web page.</param>
internal sealed record RemoteRunReference(string Address, string Id, string? Link)
{
    /// <summary>Reads the reference of a tracker; null if there is none or it belongs to another server.</summary>
    public static RemoteRunReference? Read(string folder, string tracker, string address)
    {
        try
        {
            RemoteRunReference? known = JsonSerializer.Deserialize<RemoteRunReference>(File.ReadAllText(PathOf(folder, tracker)), JsonFormat.Document);
            return known?.Address == address ? known : null;
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return null;
        }
    }

    public void Write(string folder, string tracker) => AtomicFile.WriteText(PathOf(folder, tracker), JsonSerializer.Serialize(this, JsonFormat.Document) + "\n");

    private static string PathOf(string folder, string tracker) => Path.Combine(folder, $"{tracker}.json");
}
