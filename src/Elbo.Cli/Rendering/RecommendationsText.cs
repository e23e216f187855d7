using System.Globalization;
using System.Text.Json;
using Elbo.Runs;
using Spectre.Console;

namespace Elbo.Cli;

/// <summary>Shows recommendations as what was understood and a table, or as JSON.</summary>
internal static class RecommendationsText
{
    /// <summary>How much of a long history is shown.</summary>
    private const int ShownHistory = 10;

    public static void Write(Recommendations found, bool json, Surroundings surroundings)
    {
        if (json)
        {
            surroundings.Out.WriteLine(ToJson(found));
            return;
        }

        WriteHistory(found, surroundings.Out);
        Table table = new Table().Border(TableBorder.Rounded);
        table.AddColumn(new TableColumn("rank").RightAligned()).AddColumns("title", "genres", "id").AddColumn(new TableColumn("score").RightAligned());
        for (int place = 0; place < found.Ranked.Count; place++)
        {
            (int index, float score) = found.Ranked[place];
            RunItem item = found.Run.Items[index];
            string[] cells =
            [
                (place + 1).ToString(CultureInfo.InvariantCulture),
                item.Title ?? item.Id,
                string.Join(", ", item.Genres),
                item.Id,
                score.ToString("F3", CultureInfo.InvariantCulture),
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        surroundings.Results.Write(table);
        if (found.AllAlike)
        {
            surroundings.Out.WriteLine($"{found.Run.Recipe.Model.Name} scores all items alike here, so the most popular in training come first");
        }

        if (found.Run.Record.Synthetic)
        {
            surroundings.Out.WriteLine(SyntheticText.Titles(found.Run.Record.Data));
        }
    }

    private static void WriteHistory(Recommendations found, TextWriter output)
    {
        int count = found.History.Count;
        string who = found.Person is null ? "chosen" : $"user {found.Person} chose";
        if (count == 0)
        {
            string why = found.Person is null ? "no items given" : $"user {found.Person} chose nothing that the run knows";
            output.WriteLine($"{why}: this is what the model shows somebody without a history");
            return;
        }

        string cut = count > ShownHistory ? FormattableString.Invariant($", the last {ShownHistory} of {count}") : "";
        output.WriteLine($"{who}, oldest first{cut}:");
        foreach (int index in found.History.Skip(count - ShownHistory))
        {
            RunItem item = found.Run.Items[index];
            output.WriteLine(item.Title is null ? $"  {item.Id}" : $"  {item.Title} (id {item.Id})");
        }
    }

    private static string ToJson(Recommendations found) => JsonSerializer.Serialize(
        new
        {
            run = found.Run.Path,
            model = found.Run.Recipe.Model.Name,
            synthetic = found.Run.Record.Synthetic,
            user = found.Person,
            byPopularity = found.AllAlike,
            history = found.History.Select(item => new { found.Run.Items[item].Id, found.Run.Items[item].Title }),
            recommendations = found.Ranked.Select((pair, place) => new
            {
                rank = place + 1,
                found.Run.Items[pair.Item].Id,
                found.Run.Items[pair.Item].Title,
                found.Run.Items[pair.Item].Genres,
                pair.Score,
            }),
        },
        JsonOutput.Format);
}
