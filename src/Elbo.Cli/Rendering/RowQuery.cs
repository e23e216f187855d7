using System.Globalization;

namespace Elbo.Cli;

/// <summary>Keeps and orders the rows of a list as asked for by --where and --sort.</summary>
internal sealed class RowQuery(IReadOnlyList<string> conditions, string? sort)
{
    // The longer signs first, for they begin with the shorter ones.
    private static readonly string[] Operators = ["!=", "<=", ">=", "=", "<", ">"];

    /// <summary>The columns that are asked about.</summary>
    public IEnumerable<string> Columns => conditions.Select(condition => Parse(condition).Column).Concat(sort is null ? [] : [sort.TrimStart('-')]);

    /// <summary>The rows asked for, in the order asked for.</summary>
    /// <exception cref="ElboException">A condition is none, or names a column that no row has.</exception>
    public IReadOnlyList<ListRow> Apply(IReadOnlyList<ListRow> rows)
    {
        string[] columns = [.. rows.SelectMany(row => row.Fields.Keys).Distinct()];
        IEnumerable<ListRow> kept = rows;
        foreach ((string column, string comparison, string value) in conditions.Select(Parse))
        {
            Require("--where", column, columns);
            kept = kept.Where(row => Matches(row, column, comparison, value));
        }

        return sort is null ? [.. kept] : Sorted([.. kept], columns);
    }

    private ListRow[] Sorted(ListRow[] rows, string[] columns)
    {
        // Of numbers the greatest are looked for, of texts the first; a minus turns it round.
        bool reversed = sort!.StartsWith('-');
        string column = reversed ? sort[1..] : sort;
        Require("--sort", column, columns);
        bool numbers = rows.Any(row => row.Number(column) is not null);
        IOrderedEnumerable<ListRow> known = rows.OrderBy(row => row[column] is null);
        return (numbers, reversed) switch
        {
            (true, false) => [.. known.ThenByDescending(row => row.Number(column))],
            (true, true) => [.. known.ThenBy(row => row.Number(column))],
            (false, false) => [.. known.ThenBy(row => row.Text(column), StringComparer.OrdinalIgnoreCase)],
            (false, true) => [.. known.ThenByDescending(row => row.Text(column), StringComparer.OrdinalIgnoreCase)],
        };
    }

    private static (string Column, string Sign, string Value) Parse(string condition)
    {
        string? comparison = Operators.Where(candidate => condition.IndexOf(candidate, StringComparison.Ordinal) > 0)
            .MinBy(candidate => condition.IndexOf(candidate, StringComparison.Ordinal));
        int at = comparison is null ? -1 : condition.IndexOf(comparison, StringComparison.Ordinal);
        return comparison is null
            ? throw new ElboException($"--where: '{condition}' is no condition; write a column, one of {string.Join(' ', Operators)} and a value, as in model=svae or ndcg@100>0.3")
            : (condition[..at].Trim(), comparison, condition[(at + comparison.Length)..].Trim());
    }

    private static bool Matches(ListRow row, string column, string comparison, string value)
    {
        int? order = row.Number(column) is { } own
            ? double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? own.CompareTo(number)
                : throw new ElboException($"--where: {column} is a number, '{value}' is none; write for example {column}{comparison}0.3")
            : row[column] is null ? null
            : string.Compare(row.Text(column), value, StringComparison.OrdinalIgnoreCase);
        return comparison switch
        {
            "=" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            ">" => order > 0,
            "<=" => order <= 0,
            _ => order >= 0,
        };
    }

    private static void Require(string flag, string column, string[] columns)
    {
        if (columns.Length > 0 && !columns.Contains(column))
        {
            string guess = NameSuggester.Suggest(column, columns) is { } nearest ? $"did you mean {nearest}? There" : "there";
            throw new ElboException($"{flag}: '{column}' is no column; {guess} are {string.Join(", ", columns)}");
        }
    }
}
