namespace Elbo.Options;

/// <summary>Gathers what is wrong with options, so that all of it is told at once.</summary>
/// <param name="place">Where the options stand, for example a file's name.</param>
internal sealed class OptionsErrors(string place)
{
    private readonly List<string> messages = [];

    public int Count => messages.Count;

    public void Add(string message) => messages.Add($"{place}: {message}");

    /// <summary>Adds errors that name their place already.</summary>
    public void AddVerbatim(string message) => messages.Add(message);

    public void Add(string path, string message) => Add(path.Length == 0 ? message : $"{path} {message}");

    public void ThrowIfAny()
    {
        if (messages.Count > 0)
        {
            throw new ElboException(string.Join('\n', messages));
        }
    }

    /// <summary>The path of a member of what stands at another path.</summary>
    public static string JoinPath(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
