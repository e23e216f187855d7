using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Options;
using Elbo.Storage;

namespace Elbo.Search;

/// <summary>
/// Studies and their trials in a database, shared by any number of workers. A worker leases a trial and renews the lease
/// with heartbeats; when the lease expires, another worker may take the trial over, and the former worker can no longer write.
/// </summary>
/// <remarks>All methods may be called from many threads and processes; each is one transaction.</remarks>
public sealed class StudyStore : IDisposable
{
    private readonly Database database;
    private readonly StudyStoreOptions options;

    private StudyStore(Database database, StudyStoreOptions options)
    {
        this.database = database;
        this.options = options;
    }

    /// <summary>Name of the store in messages.</summary>
    public string DisplayName => database.DisplayName;

    /// <summary>How long a worker keeps a trial without a heartbeat.</summary>
    public TimeSpan LeaseDuration => options.LeaseDuration;

    /// <summary>Opens a store and creates it if needed.</summary>
    /// <param name="location">An SQLite file, or a connection string or URI of PostgreSQL ("Host=...;Database=...").</param>
    /// <param name="options">Lease duration and timeout.</param>
    /// <param name="create">False fails if the file does not exist.</param>
    /// <exception cref="ElboException">The store is unreachable, locked, corrupted or has a newer version.</exception>
    internal static StudyStore Open(string location, StudyStoreOptions? options = null, bool create = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(location);
        options ??= new StudyStoreOptions();
        Database database = DatabaseRegistry.Default.Open(location, new DatabaseOptions("--store", "a study store", options.BusyTimeout));
        if (!create && !database.Exists)
        {
            throw new ElboException($"{location}: no study store found; set the one created by 'elbo search' with --store");
        }

        try
        {
            StudySchema.Schema.Migrate(database);
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

    /// <summary>Creates a study.</summary>
    /// <exception cref="ElboException">A study with this name exists already.</exception>
    internal void Create(StudyDefinition definition)
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

    /// <summary>Fails early if a study name is in use.</summary>
    /// <exception cref="ElboException">A study with this name exists already.</exception>
    public void RequireNew(string study)
    {
        if (GetStudyNames().Contains(study))
        {
            throw AlreadyExists(study);
        }
    }

    /// <summary>The names of the studies, sorted.</summary>
    public IReadOnlyList<string> GetStudyNames() => InTransaction(sql => sql.Query("SELECT name FROM study ORDER BY name", row => row.GetString(0)), writes: false);

    /// <summary>The definition of a study.</summary>
    /// <exception cref="ElboException">The study does not exist.</exception>
    internal StudyDefinition GetDefinition(string study) => InTransaction(sql =>
    {
        string? json = sql.Query("SELECT definition FROM study WHERE name = @study", row => row.GetString(0), ("study", study)).FirstOrDefault();
        return json is not null
            ? OptionsReader.Read<StudyDefinition>(json, $"{DisplayName}, study {study}", owner: "a study")
            : throw new ElboException($"{DisplayName}: has no study '{study}'; {DescribeKnown(sql, study)}");
    }, writes: false);

    /// <summary>Changes the limits of a study.</summary>
    public void SetBudget(string study, SearchBudget budget)
    {
        StudyDefinition changed = GetDefinition(study).WithBudget(budget);
        InTransaction(sql => sql.Execute(
            "UPDATE study SET definition = @definition WHERE name = @study", ("study", study), ("definition", OptionsWriter.ToJson(changed))));
    }

    /// <summary>The trials of a study in any state, by number.</summary>
    /// <param name="study">The study.</param>
    /// <param name="known">Trials that need not be read again, by number.</param>
    public IReadOnlyList<TrialSummary> GetTrials(string study, IReadOnlyDictionary<int, TrialSummary>? known = null) =>
        InTransaction(sql => Table(sql).ReadAll(study, known), writes: false);

    /// <summary>A summary of a study.</summary>
    /// <exception cref="ElboException">The study does not exist.</exception>
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

    /// <summary>Leases a trial: an interrupted one, one whose lease has expired, or otherwise a new one within the budget.</summary>
    /// <param name="study">The study.</param>
    /// <param name="worker">Name of the worker, for information.</param>
    /// <param name="budget">Maximum number of trials and of training hours.</param>
    /// <param name="propose">Proposes the values of a new trial from its number and the earlier trials; null if nothing is left to try.</param>
    internal TrialAcquisition AcquireTrial(
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

            IReadOnlyList<TrialSummary> trials = table.ReadAll(study);
            bool isBudgetSpent = trials.Count >= (budget.Trials ?? int.MaxValue) || trials.Sum(trial => trial.Seconds) >= (budget.Hours ?? double.PositiveInfinity) * 3600;
            return !isBudgetSpent && propose(trials.Count + 1, trials) is { } values
                ? new TrialAcquisition(table.Insert(study, worker, trials.Count + 1, values), IsDone: false)
                : new TrialAcquisition(null, trials.All(trial => trial.State.HasEnded()));
        });
    }

    /// <summary>Renews a lease; false if another worker has taken the trial over.</summary>
    public bool RenewLease(TrialLease lease) => InTransaction(sql => Table(sql).RenewLease(lease));

    /// <summary>Records the folder of the trial's run; false if another worker has taken the trial over.</summary>
    public bool SetRunFolder(TrialLease lease, string folder) => InTransaction(sql => Table(sql).UpdateIfHeld(lease, "run_folder = @folder", ("folder", folder)));

    /// <summary>Records the metric after an epoch and deletes later epochs of an interrupted worker; false if another worker has taken the trial over.</summary>
    public bool AddMetric(TrialLease lease, TrialMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return InTransaction(sql => Table(sql).AddMetric(lease, metric));
    }

    /// <summary>Ends a trial; false if another worker has taken it over, so no trial ends twice.</summary>
    /// <exception cref="ArgumentException">The state is not a final one.</exception>
    public bool Finish(TrialLease lease, TrialOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return outcome.State.HasEnded()
            ? InTransaction(sql => Table(sql).Finish(lease, outcome))
            : throw new ArgumentException($"{outcome.State.ToText()} is not a final state", nameof(outcome));
    }

    /// <summary>Makes the failed trials of a study available again; returns how many there were.</summary>
    public int RetryFailed(string study) => InTransaction(sql => sql.Execute(
        "UPDATE trial SET state = 'waiting', value = NULL, error = NULL, ended_after = NULL WHERE study = @study AND state = 'failed'", ("study", study)));

    /// <summary>Returns a trial, so that any worker can continue it; false if another worker has taken it over.</summary>
    public bool Release(TrialLease lease) => InTransaction(sql => Table(sql).UpdateIfHeld(lease, "state = 'waiting'"));

    /// <inheritdoc />
    public void Dispose() => database.Dispose();

    private ElboException AlreadyExists(string study) =>
        new($"{DisplayName}: study '{study}' already exists; resume it with --resume {study}, or choose another name with --study");

    private TrialTable Table(StudySql sql) => new(sql, database, options.LeaseDuration);

    private static string DescribeKnown(StudySql sql, string study)
    {
        List<string> names = sql.Query("SELECT name FROM study ORDER BY name", row => row.GetString(0));
        return NameSuggester.Suggest(study, names) is { } nearest ? $"did you mean '{nearest}'?"
            : names.Count == 0 ? "no studies yet; create one with 'elbo search SPACE --data ...'"
            : string.Create(CultureInfo.InvariantCulture, $"it has {string.Join(", ", names)}");
    }

    private T InTransaction<T>(Func<StudySql, T> action, bool writes = true)
    {
        try
        {
            using DbConnection connection = database.Open();
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

/// <summary>How workers share a store.</summary>
internal sealed record StudyStoreOptions
{
    /// <summary>How long a worker keeps a trial without a heartbeat; default one minute.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long to wait for a locked or slow database; default 30 seconds.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
