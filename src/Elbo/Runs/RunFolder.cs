using System.Text.Json;
using Elbo.Data;
using Elbo.Data.Readers;
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
/// best.safetensors, last.safetensors, test-users.json (metrics by user). Every file is replaced as a whole, except
/// steps.jsonl, which is appended to.
/// </remarks>
public sealed class RunFolder
{
    private const string RecordFile = "run.json";
    private const string RecipeFile = "recipe.json";
    private const string ItemsFile = "items.json";
    private const string UsersFile = "test-users.json";
    private RunFolder(string path, RunRecord record, Recipe recipe, IReadOnlyList<Item> items)
    {
        Path = path;
        Record = record;
        Recipe = recipe;
        Items = items;
        Vocabulary = new Vocabulary(items.Select(item => item.Id));
        ItemsById = items.ToDictionary(item => item.Id);
    }

    /// <summary>The folder's path.</summary>
    public string Path { get; }

    /// <summary>The run's name: the name of its folder.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    /// <summary>The run's settings, provenance and result.</summary>
    public RunRecord Record { get; private set; }

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; private set; }

    /// <summary>The model's items in column order.</summary>
    public IReadOnlyList<Item> Items { get; }

    /// <summary>The items' ids in column order.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The items by id.</summary>
    public IReadOnlyDictionary<string, Item> ItemsById { get; }

    /// <summary>The run's data, without items file, threads and temporary folder: titles are in the run folder, and the training machine's settings may not fit this one.</summary>
    public DataSource Source => new(Record.Data, Record.ReadOptions with
    {
        ItemsFile = null,
        ItemsIdColumn = null,
        ItemsTitleColumn = null,
        ItemsGenresColumn = null,
        Threads = null,
        TempDir = Directory.Exists(Record.ReadOptions.TempDir) ? Record.ReadOptions.TempDir : null,
    });

    /// <summary>The checkpoint of the best epoch.</summary>
    public string BestCheckpointPath => System.IO.Path.Combine(Path, CheckpointWriter.BestFileName);

    /// <summary>True if the run has a trained model: its first epoch is finished.</summary>
    public bool HasModel => File.Exists(BestCheckpointPath);

    /// <summary>The checkpoint to resume from.</summary>
    public string LastCheckpointPath => System.IO.Path.Combine(Path, CheckpointWriter.LastFileName);

    /// <summary>The file with a line of JSON for each epoch.</summary>
    public string MetricsPath => System.IO.Path.Combine(Path, "metrics.jsonl");

    /// <summary>The file with a line of JSON for every n-th training step.</summary>
    public string StepsPath => System.IO.Path.Combine(Path, "steps.jsonl");

    /// <summary>True if the folder contains a run.</summary>
    public static bool Exists(string path) => File.Exists(System.IO.Path.Combine(path, RecordFile));

    /// <summary>Finds every run folder in a folder and its subfolders, sorted by path; skips folders that cannot be read.</summary>
    public static IReadOnlyList<string> FindAll(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        EnumerationOptions all = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return [.. Directory.EnumerateDirectories(folder, "*", all).Prepend(folder).Where(Exists).Order(StringComparer.Ordinal)];
    }

    /// <summary>Creates a new run. The record is written last, so a folder with a record is complete.</summary>
    /// <exception cref="ElboException">The folder already contains a run, or cannot be written.</exception>
    internal static RunFolder Create(string path, RunRecord record, Recipe recipe, IReadOnlyList<Item> items)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (Exists(path))
        {
            throw new ElboException($"{path}: already contains a run; choose another --out or use --resume");
        }

        RunFolder folder = new(path, record, recipe, items);
        folder.Write(RecipeFile, recipe.ToJson());
        folder.Write(ItemsFile, JsonSerializer.Serialize(items, JsonFormat.Line));
        folder.Write(RecordFile, OptionsWriter.ToJson(record));
        return folder;
    }

    /// <summary>Opens a run.</summary>
    /// <exception cref="ElboException">The folder contains no run, or one of its files is missing or corrupted.</exception>
    public static RunFolder Open(string path)
    {
        (RunRecord record, Recipe recipe) = Peek(path);
        try
        {
            Item[] items = JsonSerializer.Deserialize<Item[]>(ReadText(path, ItemsFile), JsonFormat.Line) ?? [];
            if (items.Length == 0 || items.Contains(null))
            {
                throw new JsonException("an item is missing");
            }

            return new RunFolder(path, record, recipe, items);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new ElboException($"{System.IO.Path.Combine(path, ItemsFile)}: is corrupted ({error.Message}); train again", error);
        }
    }

    /// <summary>Reads a run's record and recipe without its items, for lists of many runs.</summary>
    /// <exception cref="ElboException">The folder contains no run, or one of its files is missing or corrupted.</exception>
    public static (RunRecord Record, Recipe Recipe) Peek(string path)
    {
        if (!Exists(path))
        {
            throw new ElboException($"{path}: contains no run (no {RecordFile}); pass a folder created by 'elbo train --out'");
        }

        RunRecord record = OptionsReader.Read<RunRecord>(ReadText(path, RecordFile), System.IO.Path.Combine(path, RecordFile), owner: "a run");
        if (record.Format != RunRecord.CurrentFormat)
        {
            throw new ElboException($"{path}: run format {record.Format}, this program reads {RunRecord.CurrentFormat}; use the Elbo version that wrote it");
        }

        return (record, Recipe.Parse(ReadText(path, RecipeFile), System.IO.Path.Combine(path, RecipeFile), record.Recipe));
    }

    /// <summary>The model with the weights of the best epoch, ready to score.</summary>
    /// <exception cref="ElboException">The run has no checkpoint yet, or it is corrupted or belongs to another run.</exception>
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

    /// <summary>Fails early, before data is read, if there is no trained model.</summary>
    /// <exception cref="ElboException">The run has no checkpoint yet.</exception>
    public void RequireCheckpoint()
    {
        if (!HasModel)
        {
            throw new ElboException($"{Path}: has no {CheckpointWriter.BestFileName}, its first epoch is not finished; continue with 'elbo train --resume {Path}'");
        }
    }

    /// <summary>Checks that the run's items are the columns of a split.</summary>
    /// <exception cref="ElboException">The items differ.</exception>
    public void RequireSameItems(Split split)
    {
        ArgumentNullException.ThrowIfNull(split);
        if (!Vocabulary.Ids.SequenceEqual(split.Items.Ids))
        {
            throw new ElboException($"{Path}: its items differ from those of its split, so the folder is inconsistent; train again");
        }
    }

    /// <summary>Checks that data is the data that the run was trained on.</summary>
    /// <param name="data">The data.</param>
    /// <param name="source">Where it came from.</param>
    /// <exception cref="ElboException">The fingerprints differ.</exception>
    public void RequireTrainingData(InteractionDataset data, DataSource source)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(source);
        if (data.Fingerprint != Record.DataFingerprint)
        {
            string difference = source.Name == Record.Data ? "which has changed since" : $"'{source.Name}' differs";
            throw new ElboException(
                $"{Path}: was trained on other data: '{Record.Data}' (fingerprint {Shorten(Record.DataFingerprint)}), "
                + $"{difference} ({Shorten(data.Fingerprint)}); give the same data with --data, or train again");
        }
    }

    /// <summary>Changes how long the run trains. Its result is removed, since a longer training replaces it.</summary>
    public void ChangeTraining(TrainingOptions training)
    {
        Recipe = Recipe with { Training = training };
        Record = Record with { Outcome = null };
        Write(RecordFile, OptionsWriter.ToJson(Record));
        Write(RecipeFile, Recipe.ToJson());
    }

    /// <summary>Saves the result and the metrics of each test user.</summary>
    public void Finish(RunOutcome outcome, EvaluationResult test, Vocabulary users)
    {
        ArgumentNullException.ThrowIfNull(test);
        UserMetrics results = new(
            [.. test.Users.Select(user => users[user])],
            test.UserMetrics.ToDictionary(values => values.Name, values => values.Values));
        Write(UsersFile, JsonSerializer.Serialize(results, JsonFormat.Line));
        Record = Record with { Outcome = outcome };
        Write(RecordFile, OptionsWriter.ToJson(Record));
    }

    /// <summary>The metrics of each test user.</summary>
    /// <exception cref="ElboException">The run has not finished, or the file is corrupted.</exception>
    internal UserMetrics ReadUserResults()
    {
        try
        {
            return JsonSerializer.Deserialize<UserMetrics>(ReadText(Path, UsersFile), JsonFormat.Line)
                ?? throw new ElboException($"{Path}/{UsersFile}: is empty; train again");
        }
        catch (JsonException error)
        {
            throw new ElboException($"{Path}/{UsersFile}: is corrupted ({error.Message}); train again", error);
        }
    }

    private static string Shorten(string fingerprint) => fingerprint[..Math.Min(12, fingerprint.Length)];

    private static string ReadText(string folder, string name)
    {
        string file = System.IO.Path.Combine(folder, name);
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{file}: cannot be read ({error.Message}); finish the run with --resume, or choose another", error);
        }
    }

    private void Write(string name, string text) => AtomicFile.WriteText(System.IO.Path.Combine(Path, name), text + "\n");
}
