namespace Elbo.Options;

/// <summary>Collects errors in options, so that all are reported together.</summary>
/// <param name="source">The options' source, for example a file's name.</param>
internal sealed class OptionsErrors(string source)
{
    private readonly List<string> messages = [];

    public int Count => messages.Count;

    public void Add(string message) => messages.Add($"{source}: {message}");

    /// <summary>Adds a message that already names its source.</summary>
    public void AddVerbatim(string message) => messages.Add(message);

    public void Add(string path, string message) => Add(path.Length == 0 ? message : $"{path} {message}");

    public void ThrowIfAny()
    {
        if (messages.Count > 0)
        {
            throw new ElboException(string.Join('\n', messages));
        }
    }

    /// <summary>The path of a member of the object at another path.</summary>
    public static string JoinPath(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
