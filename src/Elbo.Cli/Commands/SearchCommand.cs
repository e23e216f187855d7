using System.CommandLine;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Data.Splits;
using Elbo.IO;
using Elbo.Runs;
using Elbo.Search;
using Elbo.Tracking;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo search</c>: searches the options of a recipe, in a study that other processes may work on too.</summary>
internal static class SearchCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "search",
            "Search the options of a recipe by their metric on validation people",
            "elbo search recipes/ml-1m/mult-vae-random.search.json --data ml-1m --trials 40 --jobs 2",
            "elbo search recipes/ml-1m/ease-random.search.json --data ml-1m --grid --write-recipe ease.json",
            "elbo search --resume mult-vae-random --trials 60",
            "elbo search recipes/ml-1m/svae-temporal.search.json --data ml-1m --track mlflow",
            "elbo search --resume mult-vae-random --store \"Host=db;Database=elbo;Username=me\"    # a second machine");
        SearchSpaceFlags space = new();
        DataFlags data = new(required: false, "; default the study's own");
        StudyStoreFlags store = new();
        RunContextFlags context = new();
        TrackingFlags track = new();
        Option<int> jobs = CommonFlags.Positive("--jobs", 1, "Trials at once; each has --threads threads, or without that its share of the processors");
        Option<string?> study = new("--study") { Description = "What to call the study; default as the search space" };
        Option<string?> resume = new("--resume") { Description = "Go on with this study, or work on it beside others" };
        Option<double> lease = new("--lease") { Description = "Seconds without a sign of life after which a trial is taken over", DefaultValueFactory = _ => 60, Hidden = true };
        Option<string?> recipe = new("--write-recipe") { Description = "Write the recipe with the best options to this file" };
        Option<string?> summary = new("--summary") { Description = "Write the study in small to this file, as JSON" };
        Option<bool> json = CommonFlags.Json("the study in small");
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
            string place = store.Location(parsed);
            Request request = parsed.GetValue(resume) is { } name
                ? Resume(name, parsed, StudyStore.Open(place, sharing, create: false), space, data, context)
                : CreateNew(parsed, StoreOpener(place, sharing), space, data, parsed.GetValue(study), own);
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

    private static Func<StudyStore> StoreOpener(string place, StudyStoreOptions options) => () => StudyStore.Open(place, options);

    private static Request CreateNew(ParseResult parsed, Func<StudyStore> open, SearchSpaceFlags spaceFlags, DataFlags dataFlags, string? name, RunContext context)
    {
        SearchSpace space = spaceFlags.Read(parsed)
            ?? throw new ElboException("give a search space's file, such as recipes/ml-1m/ease-random.search.json, or go on with a study by --resume");
        string data = dataFlags.Name(parsed)
            ?? throw new ElboException($"--data is missing; give a path, a name such as ml-1m, or '{DataFlags.SampleName}' for made-up data");

        // What is wrong with a grid, the store or the name is told before the data is read.
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
            throw new ElboException($"{flag} belongs to the beginning of a study, and '{name}' has begun; leave it out, or begin another study");
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
            console.Error.WriteLine($"{request.Study}: stopped; go on with: elbo search --resume {request.Study}, and --store and --runs as before");
            throw;
        }
    }

    /// <summary>What all trials have in common.</summary>
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

    /// <summary>A new study must not go on with the runs of one that is kept elsewhere or was thrown away.</summary>
    private static void RequireUnused(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateDirectories(folder).Any(TrialRequest.Exists))
        {
            throw new ElboException($"{folder}: holds trials of another study; name this one otherwise with --study, choose another --runs, or remove the folder");
        }
    }

    /// <summary>The fingerprint of the data, which must be the study's and hold validation people.</summary>
    private static string CheckData(Request request, RunContext context, ConsoleContext console)
    {
        Recipe recipe = request.Space.Recipe;
        InteractionDataset data = DataFlags.Load(request.DataName, request.Read, recipe.Preprocessing, context, console);
        request.Existing?.RequireData(request.DataName, data.Fingerprint);
        Split split = recipe.SplitKind.Create(recipe.SplitOptions).Split(data);
        return split.Validation.Targets.Count > 0
            ? data.Fingerprint
            : throw new ElboException($"{recipe.Name}: its split holds out no validation people with something to find, and trials are compared on them; set split.validationUsers or another split");
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
                $"Options of trial {best.Number} of {summary.Trials.Count} of the study '{summary.Name}' ({summary.Strategy}, pruning {summary.Pruning}, seed {summary.Seed}): {summary.Metric} {best.Value:F4} on validation people.");
            AtomicFile.WriteText(recipePath, (request.Space.CreateRecipe(best.Values) with { Notes = notes }).ToJson() + "\n");
            console.Error.WriteLine($"the recipe with the best options is in {recipePath}");
        }
    }

    /// <param name="Store">Where the study is.</param>
    /// <param name="Study">Its name.</param>
    /// <param name="Space">What is searched.</param>
    /// <param name="Existing">The study's definition with the budget asked for; null where it is to be begun.</param>
    /// <param name="DataName">The data.</param>
    /// <param name="Read">How it is read.</param>
    private sealed record Request(StudyStore Store, string Study, SearchSpace Space, StudyDefinition? Existing, string DataName, ReadOptions Read);

    /// <param name="Jobs">Trials at once.</param>
    /// <param name="Threads">Threads of each.</param>
    /// <param name="Folder">Where their runs are kept.</param>
    /// <param name="Tracking">Where else they are tracked.</param>
    /// <param name="Settings">The file of the trackers' settings, as typed.</param>
    /// <param name="Quiet">True for plain lines.</param>
    private sealed record ExecutionSettings(int Jobs, int Threads, string Folder, TrackingOptions Tracking, string? Settings, bool Quiet);
}
