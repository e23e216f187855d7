using System.Globalization;
using System.Text.Json;
using Elbo.IO;
using Elbo.Runs;
using Spectre.Console;

namespace Elbo.Cli;

/// <summary>Prints the resolved history and the recommendations as a table, or as JSON.</summary>
internal static class RecommendationsPrinter
{
    /// <summary>The number of history items shown.</summary>
    private const int MaxShownHistory = 10;

    public static void Write(RankedRecommendations found, bool json, ConsoleContext console)
    {
        if (json)
        {
            console.Out.WriteLine(ToJson(found));
            return;
        }

        WriteHistory(found, console.Out);
        Table table = new Table().Border(TableBorder.Rounded);
        table.AddColumn(new TableColumn("rank").RightAligned()).AddColumns("title", "genres", "id").AddColumn(new TableColumn("score").RightAligned());
        for (int rank = 0; rank < found.Ranked.Count; rank++)
        {
            (int index, float score) = found.Ranked[rank];
            RunItem item = found.Run.Items[index];
            string[] cells =
            [
                (rank + 1).ToString(CultureInfo.InvariantCulture),
                item.Title ?? item.Id,
                string.Join(", ", item.Genres),
                item.Id,
                score.ToString("F3", CultureInfo.InvariantCulture),
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        console.AnsiOut.Write(table);
        if (found.AllScoresEqual)
        {
            console.Out.WriteLine($"{found.Run.Recipe.Model.Name} gives all items the same score, so the most popular ones come first");
        }

        if (found.Run.Record.Synthetic)
        {
            console.Out.WriteLine(OutputFormat.SyntheticItems(found.Run.Record.Data));
        }
    }

    private static void WriteHistory(RankedRecommendations found, TextWriter output)
    {
        int count = found.History.Count;
        string who = found.UserId is null ? "history" : $"history of user {found.UserId}";
        if (count == 0)
        {
            string why = found.UserId is null ? "no items given" : $"user {found.UserId} has no items that the run knows";
            output.WriteLine($"{why}: recommendations for an empty history");
            return;
        }

        string cut = count > MaxShownHistory ? FormattableString.Invariant($", the last {MaxShownHistory} of {count}") : "";
        output.WriteLine($"{who}, oldest first{cut}:");
        foreach (int index in found.History.Skip(count - MaxShownHistory))
        {
            RunItem item = found.Run.Items[index];
            output.WriteLine(item.Title is null ? $"  {item.Id}" : $"  {item.Title} (id {item.Id})");
        }
    }

    private static string ToJson(RankedRecommendations found) => JsonSerializer.Serialize(
        new
        {
            run = found.Run.Path,
            model = found.Run.Recipe.Model.Name,
            synthetic = found.Run.Record.Synthetic,
            user = found.UserId,
            byPopularity = found.AllScoresEqual,
            history = found.History.Select(item => new { found.Run.Items[item].Id, found.Run.Items[item].Title }),
            recommendations = found.Ranked.Select((pair, index) => new
            {
                rank = index + 1,
                found.Run.Items[pair.Item].Id,
                found.Run.Items[pair.Item].Title,
                found.Run.Items[pair.Item].Genres,
                pair.Score,
            }),
        },
        JsonFormat.Document);
}

/// <summary>Recommendations of a run's model for a history.</summary>
/// <param name="Run">The run.</param>
/// <param name="UserId">The user in the data; null for a history given as items.</param>
/// <param name="History">The items of the history, oldest first.</param>
/// <param name="Ranked">Recommended items with their scores, best first.</param>
/// <param name="AllScoresEqual">True if all scores are equal, so that popularity decided.</param>
internal sealed record RankedRecommendations(
    RunFolder Run, string? UserId, IReadOnlyList<int> History, IReadOnlyList<(int Item, float Score)> Ranked, bool AllScoresEqual);
