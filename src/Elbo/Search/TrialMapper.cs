using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>Trials between a store's rows and memory.</summary>
internal static class TrialMapper
{
    /// <summary>The trials of a study with their curves, by number.</summary>
    public static IReadOnlyList<TrialSummary> ReadTrials(StudySql sql, string study)
    {
        ILookup<int, TrialMetric> curves = sql.Query(
            "SELECT number, epoch, value, seconds FROM point WHERE study = @study ORDER BY number, epoch",
            row => (Number: row.GetInt32(0), Point: new TrialMetric(row.GetInt32(1), row.GetDouble(2), row.GetDouble(3))),
            ("study", study)).ToLookup(row => row.Number, row => row.Point);
        return sql.Query(
            "SELECT number, state, assignment, value, seconds, started_after, run_folder, error, ended_after FROM trial WHERE study = @study ORDER BY number",
            row => new TrialSummary(
                row.GetInt32(0),
                row.GetString(1),
                ParseValues(row.GetString(2)),
                row.IsDBNull(3) ? null : row.GetDouble(3),
                [.. curves[row.GetInt32(0)]],
                row.GetDouble(4),
                row.GetDouble(5),
                row.IsDBNull(6) ? null : row.GetString(6),
                row.IsDBNull(7) ? null : row.GetString(7))
            {
                EndedAfterSeconds = row.IsDBNull(8) ? null : row.GetDouble(8),
            },
            ("study", study));
    }

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
