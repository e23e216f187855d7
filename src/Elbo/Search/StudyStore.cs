using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Options;

namespace Elbo.Search;

/// <summary>
/// Studies and their trials in a database, for any number of workers at once. A worker takes a trial for a while and shows
/// signs of life; a trial whose worker shows none is taken over, and the former worker can write no more.
/// </summary>
/// <remarks>All methods may be called from many threads and processes; each is one transaction.</remarks>
public sealed class StudyStore : IDisposable
{
    private readonly StudyDatabase database;
    private readonly StudyStoreOptions options;

    private StudyStore(StudyDatabase database, StudyStoreOptions options)
    {
        this.database = database;
        this.options = options;
    }

    /// <summary>Where it is, as messages call it.</summary>
    public string DisplayName => database.DisplayName;

    /// <summary>How long a trial stays a worker's own without a sign of life.</summary>
    public TimeSpan LeaseDuration => options.LeaseDuration;

    /// <summary>Opens a store and makes it where there is none.</summary>
    /// <param name="location">An SQLite file, or a connection string or URI of PostgreSQL ("Host=...;Database=...").</param>
    /// <param name="options">Lease and patience; default a minute and half a minute.</param>
    /// <param name="create">False refuses to make a file where there is none.</param>
    /// <exception cref="ElboException">It cannot be reached, is locked, damaged or of a newer version.</exception>
    public static StudyStore Open(string location, StudyStoreOptions? options = null, bool create = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(location);
        options ??= new StudyStoreOptions();
        StudyDatabase database = StudyDatabase.Open(location, options.BusyTimeout);
        if (!create && !database.Exists)
        {
            throw new ElboException($"{location}: there is no store of studies; name the one that 'elbo search' made with --store");
        }

        try
        {
            StudySchema.Migrate(database);
            return new StudyStore(database, options);
        }
        catch (DbException error) when (database.ToUserError(error) is { } explained)
        {
            database.Dispose();
            throw explained;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Begins a study.</summary>
    /// <exception cref="ElboException">There is one of that name already.</exception>
    public void Create(StudyDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        int inserted = InTransaction(sql => sql.Execute(
            $"INSERT INTO study (name, definition, created) VALUES (@study, @definition, {database.NowExpression}) ON CONFLICT (name) DO NOTHING",
            ("study", definition.Name),
            ("definition", OptionsWriter.ToJson(definition))));
        if (inserted == 0)
        {
            throw AlreadyExists(definition.Name);
        }
    }

    /// <summary>Finds out early that a name is taken.</summary>
    /// <exception cref="ElboException">There is a study of that name already.</exception>
    public void RequireNew(string study)
    {
        if (GetStudyNames().Contains(study))
        {
            throw AlreadyExists(study);
        }
    }

    /// <summary>The names of the studies, by name.</summary>
    public IReadOnlyList<string> GetStudyNames() => InTransaction(sql => sql.Query("SELECT name FROM study ORDER BY name", row => row.GetString(0)), writes: false);

    /// <summary>What a study was begun with.</summary>
    /// <exception cref="ElboException">There is no such study.</exception>
    public StudyDefinition GetDefinition(string study) => InTransaction(sql =>
    {
        string? json = sql.Query("SELECT definition FROM study WHERE name = @study", row => row.GetString(0), ("study", study)).FirstOrDefault();
        return json is not null
            ? OptionsReader.Read<StudyDefinition>(json, $"{DisplayName}, study {study}", owner: "a study")
            : throw new ElboException($"{DisplayName}: holds no study '{study}'; {DescribeKnown(sql, study)}");
    }, writes: false);

    /// <summary>Changes how much a study may take.</summary>
    public void SetBudget(string study, SearchBudget budget)
    {
        StudyDefinition changed = GetDefinition(study).WithBudget(budget);
        InTransaction(sql => sql.Execute(
            "UPDATE study SET definition = @definition WHERE name = @study", ("study", study), ("definition", OptionsWriter.ToJson(changed))));
    }

    /// <summary>The trials of a study in whatever state, by number.</summary>
    public IReadOnlyList<TrialSummary> GetTrials(string study) => InTransaction(sql => TrialMapper.ReadTrials(sql, study), writes: false);

    /// <summary>A study in small.</summary>
    /// <exception cref="ElboException">There is no such study.</exception>
    public StudySummary GetSummary(string study)
    {
        StudyDefinition definition = GetDefinition(study);
        SearchSpace space = definition.ReadSpace();
        return new StudySummary(
            study,
            definition.RecipeName,
            space.Recipe.Model.Name,
            space.Metric,
            space.Maximize,
            space.Strategy.Kind.ToString().ToLowerInvariant(),
            space.PruningKind.ToString().ToLowerInvariant(),
            definition.Seed,
            definition.DataFingerprint,
            [.. space.Parameters.Select(parameter => parameter.Path)],
            GetTrials(study))
        {
            Space = space.Json,
            Data = definition.Data,
            CommandLine = definition.CommandLine,
            Environment = definition.Environment,
        };
    }

    /// <summary>Takes a trial: one that was interrupted or whose worker shows no sign of life, else a new one within the budget.</summary>
    /// <param name="study">The study.</param>
    /// <param name="worker">Who takes it, for people who look into the store.</param>
    /// <param name="budget">Trials and hours of training.</param>
    /// <param name="propose">Makes the values of a new trial of its number and of the trials before it; null where nothing is left to try.</param>
    public TrialAcquisition AcquireTrial(
        string study,
        string worker,
        (int? Trials, double? Hours) budget,
        Func<int, IReadOnlyList<TrialSummary>, IReadOnlyDictionary<string, JsonNode?>?> propose)
    {
        ArgumentNullException.ThrowIfNull(propose);
        return InTransaction(sql =>
        {
            TrialTable table = Table(sql);
            table.Lock(study);
            if (table.AcquireAvailable(study, worker) is { } available)
            {
                return new TrialAcquisition(available, IsDone: false);
            }

            IReadOnlyList<TrialSummary> trials = TrialMapper.ReadTrials(sql, study);
            bool isBudgetSpent = trials.Count >= (budget.Trials ?? int.MaxValue) || trials.Sum(trial => trial.Seconds) >= (budget.Hours ?? double.PositiveInfinity) * 3600;
            return !isBudgetSpent && propose(trials.Count + 1, trials) is { } values
                ? new TrialAcquisition(table.Insert(study, worker, trials.Count + 1, values), IsDone: false)
                : new TrialAcquisition(null, trials.All(trial => TrialState.HasEnded(trial.State)));
        });
    }

    /// <summary>A sign of life; false where the trial has been taken over.</summary>
    public bool RenewLease(TrialLease lease) => InTransaction(sql => Table(sql).RenewLease(lease));

    /// <summary>Notes where the trial's run is kept; false where it has been taken over.</summary>
    public bool SetRunFolder(TrialLease lease, string folder) => InTransaction(sql => Table(sql).UpdateIfHeld(lease, "run_folder = @folder", ("folder", folder)));

    /// <summary>Keeps the metric after an epoch, in place of what an interrupted worker kept of it and later ones; false where the trial has been taken over.</summary>
    public bool AddMetric(TrialLease lease, TrialMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return InTransaction(sql => Table(sql).AddMetric(lease, metric));
    }

    /// <summary>Ends a trial; false where it has been taken over, so that nothing ends twice.</summary>
    /// <exception cref="ArgumentException">The state is not one in which a trial has ended.</exception>
    public bool Finish(TrialLease lease, TrialOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return TrialState.HasEnded(outcome.State)
            ? InTransaction(sql => Table(sql).Finish(lease, outcome))
            : throw new ArgumentException($"a trial does not end as {outcome.State}", nameof(outcome));
    }

    /// <summary>Gives a trial back, to be gone on with by whoever asks next; false where it has been taken over.</summary>
    public bool Release(TrialLease lease) => InTransaction(sql => Table(sql).UpdateIfHeld(lease, "state = 'waiting'"));

    /// <inheritdoc />
    public void Dispose() => database.Dispose();

    private ElboException AlreadyExists(string study) =>
        new($"{DisplayName}: holds a study '{study}' already; go on with it by --resume {study}, or name another with --study");

    private TrialTable Table(StudySql sql) => new(sql, database, options.LeaseDuration);

    private static string DescribeKnown(StudySql sql, string study)
    {
        List<string> names = sql.Query("SELECT name FROM study ORDER BY name", row => row.GetString(0));
        return NameSuggester.Suggest(study, names) is { } nearest ? $"did you mean '{nearest}'?"
            : names.Count == 0 ? "it holds none; begin one with 'elbo search SPACE --data ...'"
            : string.Create(CultureInfo.InvariantCulture, $"it holds {string.Join(", ", names)}");
    }

    private T InTransaction<T>(Func<StudySql, T> action, bool writes = true)
    {
        try
        {
            using DbConnection connection = database.OpenConnection();
            using DbTransaction transaction = writes ? connection.BeginTransaction() : database.BeginReadOnly(connection);
            T result = action(new StudySql(transaction));
            transaction.Commit();
            return result;
        }
        catch (DbException error) when (database.ToUserError(error) is { } explained)
        {
            throw explained;
        }
    }
}
