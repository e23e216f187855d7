using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Runs;

namespace Elbo.Tracking;

/// <summary>Parameters and tags of a run, as sent to trackers.</summary>
/// <param name="Name">The run folder's name.</param>
/// <param name="Folder">The run folder.</param>
/// <param name="Started">First start time.</param>
/// <param name="Parameters">Model, seed, threads, device and every option by its path, for example "options.latentSize".</param>
/// <param name="Tags">Provenance: recipe, data and its fingerprint, command line, machine, versions, commit.</param>
internal sealed record RunMetadata(
    string Name,
    string Folder,
    DateTimeOffset Started,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, string> Tags)
{
    private static readonly string[] ParameterGroups = ["model", "options", "training", "preprocessing", "split"];

    /// <summary>Reads a run's folder.</summary>
    /// <exception cref="ElboException">The folder contains no run.</exception>
    public static RunMetadata FromFolder(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        RunRecord record = folder.Record;
        Dictionary<string, string> parameters = new()
        {
            ["seed"] = record.Seed.ToString(CultureInfo.InvariantCulture),
            ["threads"] = record.Threads.ToString(CultureInfo.InvariantCulture),
            ["device"] = record.Device,
        };
        foreach ((string key, JsonNode? value) in JsonNode.Parse(folder.Recipe.ToJson())!.AsObject().Where(pair => ParameterGroups.Contains(pair.Key)))
        {
            Flatten(key, value, parameters);
        }

        Dictionary<string, string> tags = new(record.Environment)
        {
            ["recipe"] = record.Recipe,
            ["data"] = record.Data,
            ["dataFingerprint"] = record.DataFingerprint,
            ["synthetic"] = record.Synthetic ? "true" : "false",
            ["command"] = record.CommandLine,
        };
        return new RunMetadata(folder.Name, Path.GetFullPath(folder.Path), record.Started, parameters, tags);
    }

    private static void Flatten(string path, JsonNode? value, Dictionary<string, string> target)
    {
        if (value is JsonObject group)
        {
            foreach ((string key, JsonNode? member) in group)
            {
                Flatten($"{path}.{key}", member, target);
            }
        }
        else
        {
            target[path] = value is null ? "null" : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
        }
    }
}
