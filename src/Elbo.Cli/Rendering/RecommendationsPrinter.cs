using System.Globalization;
using System.Text.Json;
using Elbo.Runs;
using Spectre.Console;

namespace Elbo.Cli;

/// <summary>Shows recommendations as what was understood and a table, or as JSON.</summary>
internal static class RecommendationsPrinter
{
    /// <summary>How much of a long history is shown.</summary>
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
            console.Out.WriteLine($"{found.Run.Recipe.Model.Name} scores all items alike here, so the most popular in training come first");
        }

        if (found.Run.Record.Synthetic)
        {
            console.Out.WriteLine(SyntheticDataNotice.ForTitles(found.Run.Record.Data));
        }
    }

    private static void WriteHistory(RankedRecommendations found, TextWriter output)
    {
        int count = found.History.Count;
        string who = found.UserId is null ? "chosen" : $"user {found.UserId} chose";
        if (count == 0)
        {
            string why = found.UserId is null ? "no items given" : $"user {found.UserId} chose nothing that the run knows";
            output.WriteLine($"{why}: this is what the model shows somebody without a history");
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
        JsonOutput.Format);
}
