using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.IO;

namespace Elbo.Search;

/// <summary>Creates or resumes a study and runs its trials, each in its own process.</summary>
public sealed class StudyRunner : IDisposable
{
    private readonly StudyStore store;
    private readonly StudyDefinition? existing;
    private readonly DataSource source;
    private readonly RunContext context;
    private StudyDefinition? definition;

    private StudyRunner(StudyStore store, string name, SearchSpace space, StudyDefinition? existing, DataSource source, RunContext context)
    {
        this.store = store;
        this.existing = existing;
        this.source = source;
        this.context = context;
        Name = name;
        Space = space;
    }

    /// <summary>The study's name.</summary>
    public string Name { get; }

    /// <summary>The search space with the study's budget.</summary>
    public SearchSpace Space { get; }

    /// <summary>The number of trials of the budget or of a smaller grid; null without a limit.</summary>
    public int? PlannedTrials => Space.Strategy.Kind == StrategyKind.Grid
        ? Math.Min(Space.MaxTrials ?? int.MaxValue, new GridSearch(Space, seed: 0).Count)
        : Space.MaxTrials;

    /// <summary>A new study. Errors in the grid, the store or the name are reported before data is read.</summary>
    /// <param name="name">Its name; null for the search space's.</param>
    /// <param name="space">The search space.</param>
    /// <param name="source">The data.</param>
    /// <param name="openStore">Opens the store.</param>
    /// <param name="context">Seed, device and cancellation.</param>
    /// <exception cref="ElboException">The name is taken, or the grid is larger than the budget.</exception>
    public static StudyRunner Create(string? name, SearchSpace space, DataSource source, Func<StudyStore> openStore, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(openStore);
        ArgumentNullException.ThrowIfNull(context);
        name ??= space.Name;
        _ = SearchStrategyFactory.Create(space, context.Seed);
        return OpenWith(openStore, store =>
        {
            store.RequireNew(name);
            return new StudyRunner(store, name, space, null, source, context);
        });
    }

    /// <summary>An existing study, to continue it or to join its other workers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="space">The search space, which must be the study's; null to use the study's.</param>
    /// <param name="budget">Limits to change; null members stay as they are.</param>
    /// <param name="source">The data, given the study's; must be the data of the study.</param>
    /// <param name="openStore">Opens the store.</param>
    /// <param name="context">Logger and cancellation.</param>
    /// <exception cref="ElboException">There is no such study, it has another space, or its grid is larger than the budget.</exception>
    public static StudyRunner Resume(
        string name, SearchSpace? space, SearchBudget budget, Func<DataSource, DataSource> source, Func<StudyStore> openStore, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(budget);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(openStore);
        return OpenWith(openStore, store =>
        {
            StudyDefinition definition = store.GetDefinition(name);
            if (space is not null)
            {
                definition.RequireSameSpace(space);
            }

            SearchBudget old = definition.ReadSpace().Budget;
            definition = definition.WithBudget(old with { Trials = budget.Trials ?? old.Trials, TrainingHours = budget.TrainingHours ?? old.TrainingHours });
            _ = SearchStrategyFactory.Create(definition.ReadSpace(), definition.Seed);
            return new StudyRunner(store, name, definition.ReadSpace(), definition, source(new DataSource(definition.Data, definition.ReadOptions)), context);
        });
    }

    /// <summary>Checks the data and saves a new study, or the changes of an existing one.</summary>
    /// <param name="options">How trials will be run.</param>
    /// <param name="load">Loads the data with a recipe's preprocessing.</param>
    /// <exception cref="ElboException">The data is not the study's or has no validation users, or the folder contains trials of another study.</exception>
    public void Prepare(StudyRunOptions options, Func<DataSource, PreprocessingOptions, InteractionDataset> load)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(load);
        definition = Save(options, CheckData(load));
    }

    /// <summary>Runs trials until the budget is spent and every trial has ended, here or in another process.</summary>
    /// <param name="options">How trials are run; the same as in <see cref="Prepare"/>.</param>
    /// <param name="observer">Receives progress.</param>
    /// <exception cref="InvalidOperationException"><see cref="Prepare"/> was not called.</exception>
    public void Run(StudyRunOptions options, IStudyObserver observer)
    {
        ArgumentNullException.ThrowIfNull(options);
        TrialRequest request = CreateTrialRequest(definition ?? throw new InvalidOperationException($"{nameof(Prepare)} was not called"), options);
        ProcessTrialRunner trials = new(options.Folder, request, options.TrialCommand, context.Logger);
        new StudyWorker(store, Name, trials, context, [observer]).Run(options.Jobs);
    }

    /// <summary>The study with the results of all processes.</summary>
    public StudySummary GetSummary() => store.GetSummary(Name);

    /// <summary>Writes the recipe with the options of the best trial.</summary>
    /// <exception cref="ElboException">No trial has completed, or the file cannot be written.</exception>
    public void WriteBestRecipe(string path)
    {
        StudySummary summary = GetSummary();
        TrialSummary best = summary.RequireBest();
        string notes = FormattableString.Invariant(
            $"Options of trial {best.Number} of {summary.Trials.Count} of the study '{Name}' ({summary.Strategy}, pruning {summary.Pruning}, seed {summary.Seed}): {summary.Metric} {best.Value:F4} on validation users.");
        AtomicFile.WriteText(path, (Space.CreateRecipe(best.Values) with { Notes = notes }).ToJson() + "\n");
    }

    /// <inheritdoc />
    public void Dispose() => store.Dispose();

    private static StudyRunner OpenWith(Func<StudyStore> openStore, Func<StudyStore, StudyRunner> create)
    {
        StudyStore store = openStore();
        try
        {
            return create(store);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The fingerprint of the data, which must be the study's and have validation users.</summary>
    private string CheckData(Func<DataSource, PreprocessingOptions, InteractionDataset> load)
    {
        InteractionDataset data = load(source, Space.Recipe.Preprocessing);
        existing?.RequireData(source.Name, data.Fingerprint);
        return Space.Recipe.Split(data).Validation.Targets.Count > 0
            ? data.Fingerprint
            : throw new ElboException($"{Space.Recipe.Name}: the split has no validation users with targets, so trials cannot be compared; set split.validationUsers or another split");
    }

    /// <summary>Saves a new study, or the changes of an existing one.</summary>
    private StudyDefinition Save(StudyRunOptions options, string fingerprint)
    {
        if (existing is not null)
        {
            store.SetBudget(Name, Space.Budget);
            if (options.RetryFailed)
            {
                store.RetryFailed(Name);
            }

            return existing;
        }

        // A new study must not resume the runs of a study in another store, or of a deleted one.
        if (Directory.Exists(options.Folder) && Directory.EnumerateDirectories(options.Folder).Any(TrialRequest.Exists))
        {
            throw new ElboException($"{options.Folder}: contains trials of another study; choose another --study or --runs, or remove the folder");
        }

        StudyDefinition created = StudyDefinition.Create(Name, Space, source, fingerprint, context, options.CommandLine);
        store.Create(created);
        return created;
    }

    /// <summary>The part of the request that all trials share.</summary>
    private TrialRequest CreateTrialRequest(StudyDefinition study, StudyRunOptions options) => new()
    {
        Study = Name,
        Number = 0,
        RecipeName = study.RecipeName,
        Recipe = study.Recipe,
        Metric = Space.Metric,
        Data = source.Name,
        ReadOptions = source.ReadOptions,
        DataFingerprint = study.DataFingerprint,
        Seed = study.Seed,
        Threads = options.ThreadsPerTrial,
        Device = study.Device,
        CommandLine = options.CommandLine,
        Trackers = options.Tracking.Trackers,
        LogEverySteps = options.Tracking.LogEverySteps,
        ConfigFile = options.ConfigFile,
    };
}
