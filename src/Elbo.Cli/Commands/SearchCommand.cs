using System.CommandLine;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Data.Splits;
using Elbo.IO;
using Elbo.Runs;
using Elbo.Search;
using Elbo.Tracking;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo search</c>: tunes a recipe's hyperparameters in a study that several processes can share.</summary>
internal static class SearchCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "search",
            "Tune a recipe's hyperparameters on the validation users",
            "elbo search recipes/ml-1m/mult-vae-random.search.json --data ml-1m --trials 40 --jobs 2",
            "elbo search recipes/ml-1m/ease-random.search.json --data ml-1m --grid --write-recipe ease.json",
            "elbo search --resume mult-vae-random --trials 60",
            "elbo search recipes/ml-1m/svae-temporal.search.json --data ml-1m --track mlflow",
            "elbo search --resume mult-vae-random --store \"Host=db;Database=elbo;Username=me\"    # a second machine");
        SearchSpaceFlags space = new();
        DataFlags data = new(required: false, "; default the study's");
        StudyStoreFlags store = new();
        RunContextFlags context = new();
        TrackingFlags track = new();
        Option<int> jobs = CommonFlags.Positive("--jobs", 1, "Number of concurrent trials; each uses --threads threads, by default its share of the processors");
        Option<string?> study = new("--study") { Description = "Name of the study; default the search space's" };
        Option<string?> resume = new("--resume") { Description = "Resume this study, or join it as another worker" };
        Option<double> lease = new("--lease") { Description = "Seconds without a heartbeat after which a trial is taken over", DefaultValueFactory = _ => 60, Hidden = true };
        Option<string?> recipe = new("--write-recipe") { Description = "Write the recipe with the best options to this file" };
        Option<string?> summary = new("--summary") { Description = "Write a summary of the study to this file as JSON" };
        Option<bool> json = CommonFlags.Json("the study's summary");
        Option<bool> quiet = new("--quiet") { Description = "Plain lines instead of bars" };
        space.AddTo(command);
        foreach (Option option in (Option[])[jobs, study, resume, recipe, summary, json, quiet, lease])
        {
            command.Options.Add(option);
        }

        data.AddTo(command, withPreprocessing: false);
        store.AddTo(command);
        context.AddTo(command);
        track.AddTo(command);
        command.SetAction(parsed =>
        {
            StudyStoreOptions sharing = new() { LeaseDuration = TimeSpan.FromSeconds(Math.Max(1, parsed.GetValue(lease))) };
            RunContext own = context.Read(parsed, console);
            TrackingOptions tracking = track.Read(parsed);
            string location = store.Location(parsed);
            Request request = parsed.GetValue(resume) is { } name
                ? Resume(name, parsed, StudyStore.Open(location, sharing, create: false), space, data, context)
                : CreateNew(parsed, StoreOpener(location, sharing), space, data, parsed.GetValue(study), own);
            using StudyStore opened = request.Store;
            int parallel = parsed.GetValue(jobs);
            int threads = context.ExplicitThreads(parsed) ?? Math.Max(1, Environment.ProcessorCount / parallel);
            ExecutionSettings settings = new(parallel, threads, Path.Combine(store.Runs(parsed), request.Study), tracking, track.ConfigFile(parsed), parsed.GetValue(quiet));
            RunStudy(request, settings, own, console);
            Finish(request, parsed.GetValue(recipe), parsed.GetValue(summary), parsed.GetValue(json), console);
            return Application.Success;
        });
        return command;
    }

    private static Func<StudyStore> StoreOpener(string location, StudyStoreOptions options) => () => StudyStore.Open(location, options);

    private static Request CreateNew(ParseResult parsed, Func<StudyStore> open, SearchSpaceFlags spaceFlags, DataFlags dataFlags, string? name, RunContext context)
    {
        SearchSpace space = spaceFlags.Read(parsed)
            ?? throw new ElboException("give a search space file, such as recipes/ml-1m/ease-random.search.json, or resume a study with --resume");
        string data = dataFlags.Name(parsed)
            ?? throw new ElboException($"--data is missing; give a path, a name such as ml-1m, or '{DataFlags.SampleName}' for synthetic data");

        // Errors in the grid, the store or the name are reported before the data is read.
        _ = SearchStrategyFactory.Create(space, context.Seed);
        StudyStore store = open();
        store.RequireNew(name ?? space.Name);
        return new Request(store, name ?? space.Name, space, null, data, dataFlags.Read(parsed));
    }

    private static Request Resume(string name, ParseResult parsed, StudyStore store, SearchSpaceFlags spaceFlags, DataFlags dataFlags, RunContextFlags contextFlags)
    {
        StudyDefinition definition = store.GetDefinition(name);
        if (spaceFlags.Read(parsed) is { } typed)
        {
            definition.RequireSameSpace(typed);
        }
        else if (spaceFlags.CreationOnly(parsed).Concat(contextFlags.CreationOnly(parsed)).FirstOrDefault() is { } flag)
        {
            throw new ElboException($"{flag} can only be set when a study is created, and '{name}' exists; omit it or create a new study");
        }

        SearchSpace space = definition.ReadSpace();
        if (spaceFlags.Budget(parsed, space.Budget) is { } budget)
        {
            definition = definition.WithBudget(budget);
            _ = SearchStrategyFactory.Create(definition.ReadSpace(), definition.Seed);
        }

        return new Request(store, name, definition.ReadSpace(), definition, dataFlags.Name(parsed) ?? definition.Data, dataFlags.Read(parsed, definition.ReadOptions));
    }

    private static void RunStudy(Request request, ExecutionSettings settings, RunContext context, ConsoleContext console)
    {
        string fingerprint = CheckData(request, context, console);
        StudyDefinition definition = request.Existing
            ?? StudyDefinition.Create(request.Study, request.Space, request.DataName, request.Read, fingerprint, context, CommandLineText.Redacted);
        if (request.Existing is null)
        {
            RequireUnused(settings.Folder);
            request.Store.Create(definition);
        }
        else
        {
            request.Store.SetBudget(request.Study, request.Space.Budget);
        }

        ProcessTrialRunner trials = new(settings.Folder, Common(request, definition, settings), TrialCommandLine.Prefix, context.Logger);
        try
        {
            SearchProgress.Show(console.AnsiError, () => request.Store.GetSummary(request.Study), request.Space, settings.Jobs, settings.Quiet, context, observer =>
                new StudyWorker(request.Store, request.Study, trials, context, [observer]).Run(settings.Jobs));
        }
        catch (OperationCanceledException)
        {
            console.Error.WriteLine($"{request.Study}: stopped; resume with: elbo search --resume {request.Study}, and the same --store and --runs");
            throw;
        }
    }

    /// <summary>The part of the request that all trials share.</summary>
    private static TrialRequest Common(Request request, StudyDefinition definition, ExecutionSettings settings) => new()
    {
        Study = request.Study,
        Number = 0,
        RecipeName = definition.RecipeName,
        Recipe = definition.Recipe,
        Metric = request.Space.Metric,
        Data = request.DataName,
        ReadOptions = request.Read,
        DataFingerprint = definition.DataFingerprint,
        Seed = definition.Seed,
        Threads = settings.Threads,
        Device = definition.Device,
        CommandLine = CommandLineText.Redacted,
        Trackers = settings.Tracking.Trackers,
        LogEverySteps = settings.Tracking.LogEverySteps,
        ConfigFile = settings.Settings,
    };

    /// <summary>A new study must not resume the runs of a study in another store, or of a deleted one.</summary>
    private static void RequireUnused(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateDirectories(folder).Any(TrialRequest.Exists))
        {
            throw new ElboException($"{folder}: contains trials of another study; choose another --study or --runs, or remove the folder");
        }
    }

    /// <summary>The fingerprint of the data, which must be the study's and have validation users.</summary>
    private static string CheckData(Request request, RunContext context, ConsoleContext console)
    {
        Recipe recipe = request.Space.Recipe;
        InteractionDataset data = DataFlags.Load(request.DataName, request.Read, recipe.Preprocessing, context, console);
        request.Existing?.RequireData(request.DataName, data.Fingerprint);
        Split split = recipe.SplitKind.Create(recipe.SplitOptions).Split(data);
        return split.Validation.Targets.Count > 0
            ? data.Fingerprint
            : throw new ElboException($"{recipe.Name}: the split has no validation users with targets, so trials cannot be compared; set split.validationUsers or another split");
    }

    private static void Finish(Request request, string? recipePath, string? summaryPath, bool json, ConsoleContext console)
    {
        StudySummary summary = request.Store.GetSummary(request.Study);
        if (summaryPath is not null)
        {
            StudySummaryFile.Write(summaryPath, summary);
        }

        StudyPrinter.Write(summary, json, console);
        if (summary.Best is not { } best)
        {
            string why = summary.Trials.FirstOrDefault(trial => trial.Error is not null)?.Error is { } error ? $"; the first error: {error}" : "";
            throw new ElboException($"{request.Study}: no trial was completed{why}");
        }

        if (recipePath is not null)
        {
            string notes = FormattableString.Invariant(
                $"Options of trial {best.Number} of {summary.Trials.Count} of the study '{summary.Name}' ({summary.Strategy}, pruning {summary.Pruning}, seed {summary.Seed}): {summary.Metric} {best.Value:F4} on validation users.");
            AtomicFile.WriteText(recipePath, (request.Space.CreateRecipe(best.Values) with { Notes = notes }).ToJson() + "\n");
            console.Error.WriteLine($"recipe with the best options written to {recipePath}");
        }
    }

    /// <param name="Store">The store of the study.</param>
    /// <param name="Study">Its name.</param>
    /// <param name="Space">The search space.</param>
    /// <param name="Existing">The study's definition with its new budget; null for a new study.</param>
    /// <param name="DataName">The data.</param>
    /// <param name="Read">How to read it.</param>
    private sealed record Request(StudyStore Store, string Study, SearchSpace Space, StudyDefinition? Existing, string DataName, ReadOptions Read);

    /// <param name="Jobs">Concurrent trials.</param>
    /// <param name="Threads">Threads per trial.</param>
    /// <param name="Folder">The folder of their runs.</param>
    /// <param name="Tracking">Their trackers.</param>
    /// <param name="Settings">The configuration file.</param>
    /// <param name="Quiet">Lines instead of bars.</param>
    private sealed record ExecutionSettings(int Jobs, int Threads, string Folder, TrackingOptions Tracking, string? Settings, bool Quiet);
}
