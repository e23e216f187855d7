using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>The trials of a study within one transaction: who has them, and what is kept of them.</summary>
/// <param name="sql">The transaction.</param>
/// <param name="database">Whose clock goes for all workers.</param>
/// <param name="leaseDuration">How long a trial stays a worker's own without a sign of life.</param>
internal sealed class TrialTable(StudySql sql, StudyDatabase database, TimeSpan leaseDuration)
{
    /// <summary>One worker at a time takes or proposes in a study; the study's row keeps the others waiting for a moment.</summary>
    public void Lock(string study) =>
        sql.Query($"SELECT name FROM study WHERE name = @study{database.ForUpdateClause}", row => row.GetString(0), ("study", study));

    /// <summary>Takes the first trial that was given back or whose worker shows no sign of life; null where there is none.</summary>
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

        // Its worker may have ended it since it was looked at.
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
        return updated == 1 ? new TrialLease(study, found.Number, found.Token + 1, TrialMapper.ParseValues(found.Assignment)) : null;
    }

    /// <summary>Begins a new trial.</summary>
    public TrialLease Insert(string study, string worker, int number, IReadOnlyDictionary<string, JsonNode?> values)
    {
        sql.Execute(
            $"""
            INSERT INTO trial (study, number, state, assignment, seconds, started_after, token, lease_until, worker)
            SELECT name, @number, 'running', @assignment, 0, {database.NowExpression} - created, 1, {database.NowExpression} + @lease, @worker FROM study WHERE name = @study
            """,
            ("study", study),
            ("number", number),
            ("assignment", TrialMapper.FormatValues(values)),
            ("worker", worker),
            ("lease", leaseDuration.TotalSeconds));
        return new TrialLease(study, number, 1, values);
    }

    /// <summary>Makes the lease last anew; false where the trial has been taken over.</summary>
    public bool RenewLease(TrialLease lease) => UpdateIfHeld(lease, $"lease_until = {database.NowExpression} + @lease", ("lease", leaseDuration.TotalSeconds));

    /// <summary>Keeps an epoch in place of itself and of later ones, which an interrupted worker has left; false where the trial has been taken over.</summary>
    public bool AddMetric(TrialLease lease, TrialMetric metric)
    {
        if (!UpdateIfHeld(lease, $"lease_until = {database.NowExpression} + @lease, seconds = @seconds", ("lease", leaseDuration.TotalSeconds), ("seconds", metric.Seconds)))
        {
            return false;
        }

        (string, object?)[] key = [("study", lease.Study), ("number", lease.Number), ("epoch", metric.Epoch)];
        sql.Execute("DELETE FROM point WHERE study = @study AND number = @number AND epoch >= @epoch", key);
        sql.Execute(
            "INSERT INTO point (study, number, epoch, value, seconds) VALUES (@study, @number, @epoch, @value, @seconds)",
            [.. key, ("value", metric.Value), ("seconds", metric.Seconds)]);
        return true;
    }

    /// <summary>Ends a trial; false where it has been taken over.</summary>
    public bool Finish(TrialLease lease, TrialOutcome outcome) => UpdateIfHeld(
        lease,
        $"""
        state = @state, value = @value, seconds = @seconds, error = @error,
        ended_after = {database.NowExpression} - (SELECT created FROM study WHERE name = @study)
        """,
        ("state", outcome.State),
        ("value", outcome.Value),
        ("seconds", outcome.Seconds),
        ("error", outcome.Error));

    /// <summary>The one way to change a trial: only its present holder can.</summary>
    public bool UpdateIfHeld(TrialLease lease, string changes, params (string, object?)[] values) =>
        sql.Execute(
            $"UPDATE trial SET {changes} WHERE study = @study AND number = @number AND token = @token AND state = 'running'",
            [.. values, ("study", lease.Study), ("number", lease.Number), ("token", lease.Token)]) == 1;
}
