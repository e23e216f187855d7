using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Elbo.Data.Readers;
using Elbo.IO;
using Elbo.Options;
using Elbo.Runs;
using Elbo.Tracking;

namespace Elbo.Search;

/// <summary>The settings of a trial for the process that trains it (trial.json in its folder).</summary>
internal sealed record TrialRequest
{
    private const string FileName = "trial.json";

    /// <summary>The study's name.</summary>
    public required string Study { get; init; }

    /// <summary>The trial's number.</summary>
    public required int Number { get; init; }

    /// <summary>The recipe's name.</summary>
    public required string RecipeName { get; init; }

    /// <summary>The recipe with the trial's values.</summary>
    public required JsonElement Recipe { get; init; }

    /// <summary>The study's metric.</summary>
    public required string Metric { get; init; }

    /// <summary>The data's name or path.</summary>
    public required string Data { get; init; }

    /// <summary>How the data is read.</summary>
    public required ReadOptions ReadOptions { get; init; }

    /// <summary>The data and how to read it.</summary>
    [JsonIgnore]
    public DataSource Source => new(Data, ReadOptions);

    /// <summary>Fingerprint of the preprocessed data.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Number of torch threads; a resumed run keeps its number.</summary>
    public required int Threads { get; init; }

    /// <summary>The device.</summary>
    public required string Device { get; init; }

    /// <summary>The command line of the study.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Names of the trackers; default none. Addresses and keys come from the configuration file and the environment, never from this file.</summary>
    public IReadOnlyList<string> Trackers { get; init; } = [];

    /// <summary>Number of training steps averaged into one logged step; default 10.</summary>
    [Range(1, 1_000_000)]
    public int LogEverySteps { get; init; } = 10;

    /// <summary>The configuration file; null for elbo.json in the working folder, if it exists.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>True if the folder belongs to a trial of a study.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Reads the request in a trial's folder.</summary>
    /// <exception cref="ElboException">The file is missing or corrupted.</exception>
    public static TrialRequest ReadFrom(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            return OptionsReader.Read<TrialRequest>(File.ReadAllText(path), path, owner: "a trial");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be read ({error.Message}); trials are started by 'elbo search'", error);
        }
    }

    /// <summary>Writes the request to a trial's folder.</summary>
    /// <exception cref="ElboException">The folder cannot be written.</exception>
    public void WriteTo(string folder) => AtomicFile.WriteText(Path.Combine(folder, FileName), OptionsWriter.ToJson(this) + "\n");

    /// <summary>Reads the tracking options of the trial's run.</summary>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <exception cref="ElboException">The configuration cannot be read.</exception>
    public TrackingOptions ReadTracking(Func<string, string?> environment) => Trackers.Count == 0
        ? new TrackingOptions { LogEverySteps = LogEverySteps }
        : ElboConfig.ReadTracking(ConfigFile, environment) with { Trackers = Trackers, LogEverySteps = LogEverySteps };

    /// <summary>The recipe with the trial's values.</summary>
    public Recipe ReadRecipe() => Runs.Recipe.Parse(Recipe.GetRawText(), $"study {Study}, trial {Number}", RecipeName);
}
