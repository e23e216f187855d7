using System.Text.Json;
using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.IO;
using Elbo.Models;
using Elbo.Options;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>A run on disk: its record, recipe, items, epochs, checkpoints and per-user results.</summary>
/// <remarks>
/// run.json (record), recipe.json, items.json, metrics.jsonl (a line an epoch), steps.jsonl (a line every few updates),
/// best.safetensors, last.safetensors, test-users.json (metrics by user). Every file is replaced whole, but steps.jsonl,
/// which grows.
/// </remarks>
public sealed class RunFolder
{
    private const string RecordFile = "run.json";
    private const string RecipeFile = "recipe.json";
    private const string ItemsFile = "items.json";
    private const string UsersFile = "test-users.json";
    private static readonly JsonSerializerOptions CompactJson = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private RunFolder(string path, RunRecord record, Recipe recipe, IReadOnlyList<RunItem> items)
    {
        Path = path;
        Record = record;
        Recipe = recipe;
        Items = items;
        Vocabulary = new Vocabulary(items.Select(item => item.Id));
        Details = items
            .Where(item => item.Title is not null)
            .ToDictionary(item => item.Id, item => new ItemMetadata(item.Title!, item.Genres));
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>What the run is called among others: the folder's own name.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    /// <summary>What it tells of the run.</summary>
    public RunRecord Record { get; private set; }

    /// <summary>The recipe it follows.</summary>
    public Recipe Recipe { get; }

    /// <summary>The model's items in column order.</summary>
    public IReadOnlyList<RunItem> Items { get; }

    /// <summary>The items' ids in column order.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Titles and genres by item id, of the items that have a title.</summary>
    public IReadOnlyDictionary<string, ItemMetadata> Details { get; }

    /// <summary>The checkpoint of the best epoch.</summary>
    public string BestCheckpointPath => System.IO.Path.Combine(Path, CheckpointWriter.BestFileName);

    /// <summary>The checkpoint to go on from.</summary>
    public string LastCheckpointPath => System.IO.Path.Combine(Path, CheckpointWriter.LastFileName);

    /// <summary>The epochs as lines of JSON.</summary>
    public string MetricsPath => System.IO.Path.Combine(Path, "metrics.jsonl");

    /// <summary>Every n-th update as a line of JSON.</summary>
    public string StepsPath => System.IO.Path.Combine(Path, "steps.jsonl");

    /// <summary>True where a folder holds a run.</summary>
    public static bool Exists(string path) => File.Exists(System.IO.Path.Combine(path, RecordFile));

    /// <summary>Lays out a new run; the record is written last, so that a folder with one is complete.</summary>
    /// <exception cref="ElboException">The folder holds a run already, or cannot be written.</exception>
    public static RunFolder Create(string path, RunRecord record, Recipe recipe, IReadOnlyList<RunItem> items)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (Exists(path))
        {
            throw new ElboException($"{path}: holds a run already; choose another folder, or go on with it by --resume");
        }

        RunFolder folder = new(path, record, recipe, items);
        folder.Write(RecipeFile, recipe.ToJson());
        folder.Write(ItemsFile, JsonSerializer.Serialize(items, CompactJson));
        folder.Write(RecordFile, OptionsWriter.ToJson(record));
        return folder;
    }

    /// <summary>Opens a run.</summary>
    /// <exception cref="ElboException">There is none, or a file of it is missing or damaged.</exception>
    public static RunFolder Open(string path)
    {
        (RunRecord record, Recipe recipe) = Peek(path);
        try
        {
            RunItem[] items = JsonSerializer.Deserialize<RunItem[]>(ReadText(path, ItemsFile), CompactJson) ?? [];
            if (items.Length == 0 || items.Contains(null))
            {
                throw new JsonException("an item is missing");
            }

            return new RunFolder(path, record, recipe, items);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new ElboException($"{System.IO.Path.Combine(path, ItemsFile)}: is damaged ({error.Message}); train again", error);
        }
    }

    /// <summary>A run's record and recipe alone, without its items: for lists of many runs.</summary>
    /// <exception cref="ElboException">There is none, or a file of it is missing or damaged.</exception>
    public static (RunRecord Record, Recipe Recipe) Peek(string path)
    {
        if (!Exists(path))
        {
            throw new ElboException($"{path}: holds no run (no {RecordFile}); name a folder that 'elbo train --out' made");
        }

        RunRecord record = OptionsReader.Read<RunRecord>(ReadText(path, RecordFile), System.IO.Path.Combine(path, RecordFile), owner: "a run");
        if (record.Format != RunRecord.CurrentFormat)
        {
            throw new ElboException($"{path}: run format {record.Format}, this program reads {RunRecord.CurrentFormat}; use the Elbo version that wrote it");
        }

        return (record, Recipe.Parse(ReadText(path, RecipeFile), System.IO.Path.Combine(path, RecipeFile), record.Recipe));
    }

    /// <summary>The model with the weights of the best epoch, ready to score.</summary>
    /// <exception cref="ElboException">The run has no checkpoint yet, or it is damaged or of another run.</exception>
    public Model LoadModel(RunContext context)
    {
        RequireCheckpoint();
        Checkpoint checkpoint = Checkpoint.Load(BestCheckpointPath, Record.Fingerprint);
        Model model = RecipeRunner.CreateModel(Recipe, Items.Count, context);
        try
        {
            checkpoint.Restore(model);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Finds out early, before data is read, that there is no model.</summary>
    /// <exception cref="ElboException">The run has no checkpoint yet.</exception>
    public void RequireCheckpoint()
    {
        if (!File.Exists(BestCheckpointPath))
        {
            throw new ElboException($"{Path}: has no {CheckpointWriter.BestFileName}, its first epoch has not ended; go on with 'elbo train --resume {Path}'");
        }
    }

    /// <summary>Makes sure that the run's items are the columns of a split.</summary>
    /// <exception cref="ElboException">They are others.</exception>
    public void RequireSameItems(Split split)
    {
        ArgumentNullException.ThrowIfNull(split);
        if (!Vocabulary.Ids.SequenceEqual(split.Items.Ids))
        {
            throw new ElboException($"{Path}: its items are not those of its split, so its files do not belong together; train again");
        }
    }

    /// <summary>Keeps what the run came to, with the metrics of each test user.</summary>
    public void Finish(RunOutcome outcome, EvaluationResult test, Vocabulary users)
    {
        ArgumentNullException.ThrowIfNull(test);
        UserMetrics results = new(
            [.. test.Users.Select(user => users[user])],
            test.UserMetrics.ToDictionary(values => values.Name, values => values.Values));
        Write(UsersFile, JsonSerializer.Serialize(results, CompactJson));
        Record = Record with { Outcome = outcome };
        Write(RecordFile, OptionsWriter.ToJson(Record));
    }

    /// <summary>The metrics of each test user.</summary>
    /// <exception cref="ElboException">The run has not ended, or the file is damaged.</exception>
    public UserMetrics ReadUserResults()
    {
        try
        {
            return JsonSerializer.Deserialize<UserMetrics>(ReadText(Path, UsersFile), CompactJson)
                ?? throw new ElboException($"{Path}/{UsersFile}: is empty; evaluate the run again");
        }
        catch (JsonException error)
        {
            throw new ElboException($"{Path}/{UsersFile}: is damaged ({error.Message}); evaluate the run again", error);
        }
    }

    private static string ReadText(string folder, string name)
    {
        string file = System.IO.Path.Combine(folder, name);
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{file}: cannot be read ({error.Message}); train the run to its end, or choose another", error);
        }
    }

    private void Write(string name, string text) => AtomicFile.WriteText(System.IO.Path.Combine(Path, name), text + "\n");
}
