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

    public static void Write(RunRecommendations found, bool json, ConsoleContext console)
    {
        if (json)
        {
            console.Out.WriteLine(ToJson(found));
            return;
        }

        WriteHistory(found, console.Out);
        Table table = new Table().Border(TableBorder.Rounded);
        table.AddColumn(new TableColumn("rank").RightAligned()).AddColumns("title", "categories", "id").AddColumn(new TableColumn("score").RightAligned());
        foreach ((int index, (Item item, float score)) in found.Result.Items.Index())
        {
            string[] cells =
            [
                (index + 1).ToString(CultureInfo.InvariantCulture),
                item.DisplayName(),
                string.Join(", ", item.Categories),
                item.Id,
                score.ToString("F3", CultureInfo.InvariantCulture),
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        console.AnsiOut.Write(table);
        if (IsByPopularity(found))
        {
            console.Out.WriteLine("the most popular items in training, since the history is empty");
        }

        if (found.Run.Record.Synthetic)
        {
            console.Out.WriteLine(OutputFormat.SyntheticItems(found.Run.Record.Data));
        }
    }

    private static void WriteHistory(RunRecommendations found, TextWriter output)
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
        foreach (Item item in found.History.Skip(count - MaxShownHistory))
        {
            output.WriteLine(item.Title is null ? $"  {item.Id}" : $"  {item.Title} (id {item.Id})");
        }
    }

    private static string ToJson(RunRecommendations found) => JsonSerializer.Serialize(
        new
        {
            run = found.Run.Path,
            model = found.Run.Recipe.Model.Name,
            synthetic = found.Run.Record.Synthetic,
            user = found.UserId,
            byPopularity = IsByPopularity(found),
            history = found.History.Select(item => new { item.Id, item.Title }),
            recommendations = found.Result.Items.Select((recommended, index) => new
            {
                rank = index + 1,
                recommended.Item.Id,
                recommended.Item.Title,
                recommended.Item.Categories,
                recommended.Score,
            }),
        },
        JsonFormat.Document);

    private static bool IsByPopularity(RunRecommendations found) => found.Result.Source == RecommendationSource.Popularity;
}

/// <summary>Recommendations of a run's model for a history.</summary>
/// <param name="Run">The run.</param>
/// <param name="UserId">The user in the data; null for a history given as items.</param>
/// <param name="History">The items of the history, oldest first.</param>
/// <param name="Result">The recommended items.</param>
internal sealed record RunRecommendations(RunFolder Run, string? UserId, IReadOnlyList<Item> History, RecommendationResult Result);
