using System.Data.Common;
using System.Text.Json.Nodes;
using Elbo.Storage;

namespace Elbo.Search;

/// <summary>The trials of a study within one transaction: their leases, metrics and results.</summary>
/// <param name="sql">The transaction.</param>
/// <param name="database">The database, whose clock counts for all workers.</param>
/// <param name="leaseDuration">How long a worker keeps a trial without a heartbeat.</param>
internal sealed class TrialTable(StudySql sql, Database database, TimeSpan leaseDuration)
{
    /// <summary>Locks the study's row, so that one worker at a time acquires or proposes a trial.</summary>
    public void Lock(string study) =>
        sql.Query($"SELECT name FROM study WHERE name = @study{database.ForUpdateClause}", row => row.GetString(0), ("study", study));

    /// <summary>Acquires the first trial that was returned or whose lease has expired; null if there is none.</summary>
    public TrialLease? AcquireAvailable(string study, string worker)
    {
        (int Number, long Token, string Assignment)? available = sql.Query(
            $"SELECT number, token, assignment FROM trial WHERE study = @study AND (state = 'waiting' OR (state = 'running' AND lease_until <= {database.NowExpression})) ORDER BY number LIMIT 1",
            row => ((int, long, string)?)(row.GetInt32(0), row.GetInt64(1), row.GetString(2)),
            ("study", study)).FirstOrDefault();
        if (available is not { } found)
        {
            return null;
        }

        // Its worker may have ended it since the SELECT.
        int updated = sql.Execute(
            $"""
            UPDATE trial SET state = 'running', token = token + 1, worker = @worker, lease_until = {database.NowExpression} + @lease
            WHERE study = @study AND number = @number AND token = @token AND state IN ('waiting', 'running')
            """,
            ("study", study),
            ("number", found.Number),
            ("token", found.Token),
            ("worker", worker),
            ("lease", leaseDuration.TotalSeconds));
        return updated == 1 ? new TrialLease(study, found.Number, found.Token + 1, ParseValues(found.Assignment)) : null;
    }

    /// <summary>Inserts a new trial.</summary>
    public TrialLease Insert(string study, string worker, int number, IReadOnlyDictionary<string, JsonNode?> values)
    {
        sql.Execute(
            $"""
            INSERT INTO trial (study, number, state, assignment, seconds, started_after, token, lease_until, worker)
            SELECT name, @number, 'running', @assignment, 0, {database.NowExpression} - created, 1, {database.NowExpression} + @lease, @worker FROM study WHERE name = @study
            """,
            ("study", study),
            ("number", number),
            ("assignment", FormatValues(values)),
            ("worker", worker),
            ("lease", leaseDuration.TotalSeconds));
        return new TrialLease(study, number, 1, values);
    }

    /// <summary>Renews a lease; false if another worker has taken the trial over.</summary>
    public bool RenewLease(TrialLease lease) => UpdateIfHeld(lease, $"lease_until = {database.NowExpression} + @lease", ("lease", leaseDuration.TotalSeconds));

    /// <summary>Records an epoch and deletes later ones left by an interrupted worker; false if another worker has taken the trial over.</summary>
    public bool AddMetric(TrialLease lease, TrialMetric metric)
    {
        if (!UpdateIfHeld(lease, $"lease_until = {database.NowExpression} + @lease, seconds = @seconds", ("lease", leaseDuration.TotalSeconds), ("seconds", metric.Seconds)))
        {
            return false;
        }

        (string, object?)[] key = [("study", lease.Study), ("number", lease.Number), ("epoch", metric.Epoch)];
        sql.Execute("DELETE FROM trial_metric WHERE study = @study AND number = @number AND epoch >= @epoch", key);
        sql.Execute(
            "INSERT INTO trial_metric (study, number, epoch, value, seconds) VALUES (@study, @number, @epoch, @value, @seconds)",
            [.. key, ("value", metric.Value), ("seconds", metric.Seconds)]);
        return true;
    }

    /// <summary>Ends a trial; false if another worker has taken it over.</summary>
    public bool Finish(TrialLease lease, TrialOutcome outcome) => UpdateIfHeld(
        lease,
        $"""
        state = @state, value = @value, seconds = @seconds, error = @error,
        ended_after = {database.NowExpression} - (SELECT created FROM study WHERE name = @study)
        """,
        ("state", outcome.State.ToText()),
        ("value", outcome.Value),
        ("seconds", outcome.Seconds),
        ("error", outcome.Error));

    /// <summary>Updates a trial if the lease is still held. Every change goes through here.</summary>
    public bool UpdateIfHeld(TrialLease lease, string changes, params (string, object?)[] values) =>
        sql.Execute(
            $"UPDATE trial SET {changes} WHERE study = @study AND number = @number AND token = @token AND state = 'running'",
            [.. values, ("study", lease.Study), ("number", lease.Number), ("token", lease.Token)]) == 1;

    /// <summary>Reads the trials of a study with their curves, by number.</summary>
    /// <param name="study">The study.</param>
    /// <param name="known">Trials to return as they are instead of reading them.</param>
    public IReadOnlyList<TrialSummary> ReadAll(string study, IReadOnlyDictionary<int, TrialSummary>? known = null)
    {
        string unknown = known is { Count: > 0 } ? $" AND number NOT IN ({string.Join(", ", known.Keys)})" : "";
        ILookup<int, TrialMetric> curves = sql.Query(
            $"SELECT number, epoch, value, seconds FROM trial_metric WHERE study = @study{unknown} ORDER BY number, epoch",
            row => (Number: row.GetInt32(0), Metric: new TrialMetric(row.GetInt32(1), row.GetDouble(2), row.GetDouble(3))),
            ("study", study)).ToLookup(row => row.Number, row => row.Metric);
        List<TrialSummary> read = sql.Query(
            $"SELECT number, state, assignment, value, seconds, started_after, run_folder, error, ended_after FROM trial WHERE study = @study{unknown}",
            row => ReadTrial(row, curves[row.GetInt32(0)]),
            ("study", study));
        return [.. read.Concat(known?.Values ?? []).OrderBy(trial => trial.Number)];
    }

    private static TrialSummary ReadTrial(DbDataReader row, IEnumerable<TrialMetric> curve) => new(
        row.GetInt32(0),
        Enum.Parse<TrialState>(row.GetString(1), ignoreCase: true),
        ParseValues(row.GetString(2)),
        row.IsDBNull(3) ? null : row.GetDouble(3),
        [.. curve],
        row.GetDouble(4),
        row.GetDouble(5),
        row.IsDBNull(6) ? null : row.GetString(6),
        row.IsDBNull(7) ? null : row.GetString(7))
    {
        EndedAfterSeconds = row.IsDBNull(8) ? null : row.GetDouble(8),
    };

    public static IReadOnlyDictionary<string, JsonNode?> ParseValues(string json)
    {
        Dictionary<string, JsonNode?> values = [];
        foreach ((string path, JsonNode? value) in JsonNode.Parse(json)!.AsObject())
        {
            values[path] = value;
        }

        return values;
    }

    public static string FormatValues(IReadOnlyDictionary<string, JsonNode?> values) =>
        new JsonObject(values.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))).ToJsonString();
}
