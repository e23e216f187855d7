using Elbo.Data;

namespace Elbo.Tests.Data;

/// <summary>Preprocessing in plain, slow C#, as a reference.</summary>
internal static class ReferencePreprocessor
{
    public readonly record struct Row(int User, int Item, double Value, long Time);

    public static (string Histories, List<string> Items, List<long> Times) Run(IReadOnlyList<Row> rows, PreprocessingOptions options)
    {
        List<(Row Row, int Position)> kept = [.. rows
            .Select((row, position) => (row, position))
            .Where(entry => options.MinValue is null || entry.row.Value >= options.MinValue)
            .GroupBy(entry => (entry.row.User, entry.row.Item))
            .Select(same => same.OrderBy(entry => entry.row.Time).ThenBy(entry => entry.position).First())];
        HashSet<int> items = [.. kept.GroupBy(entry => entry.Row.Item).Where(g => g.Count() >= options.MinItemInteractions).Select(g => g.Key)];
        kept = [.. kept.Where(entry => items.Contains(entry.Row.Item))];
        HashSet<int> users = [.. kept.GroupBy(entry => entry.Row.User)
            .Where(g => g.Count() >= options.MinUserInteractions && g.Count() <= (options.MaxUserInteractions ?? int.MaxValue)).Select(g => g.Key)];
        kept = [.. kept.Where(entry => users.Contains(entry.Row.User))
            .OrderBy(entry => entry.Row.User).ThenBy(entry => entry.Row.Time).ThenBy(entry => entry.Position)];
        string histories = string.Join("; ", kept.GroupBy(entry => entry.Row.User)
            .Select(history => $"{history.Key}: {string.Join(' ', history.Select(entry => entry.Row.Item))}"));
        List<string> order = [.. kept.OrderBy(entry => entry.Position).Select(entry => $"{entry.Row.Item}").Distinct()];
        return (histories, order, [.. kept.Select(entry => entry.Row.Time)]);
    }
}
