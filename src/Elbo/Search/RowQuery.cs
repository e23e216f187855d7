using System.Globalization;

namespace Elbo.Search;

/// <summary>Filters and sorts rows by --where and --sort.</summary>
internal sealed class RowQuery(IReadOnlyList<string> conditions, string? sort)
{
    // Longer operators first, since they begin with the shorter ones.
    private static readonly string[] Operators = ["!=", "<=", ">=", "=", "<", ">"];

    /// <summary>The columns that the query names.</summary>
    public IEnumerable<string> Columns => conditions.Select(condition => Parse(condition).Column).Concat(sort is null ? [] : [sort.TrimStart('-')]);

    /// <summary>The matching rows, sorted.</summary>
    /// <exception cref="ElboException">A condition is invalid or names an unknown column.</exception>
    public IReadOnlyList<ListRow> Apply(IReadOnlyList<ListRow> rows)
    {
        string[] columns = [.. rows.SelectMany(row => row.Fields.Keys).Distinct()];
        IEnumerable<ListRow> filtered = rows;
        foreach ((string column, string comparison, string value) in conditions.Select(Parse))
        {
            Require("--where", column, columns);
            filtered = filtered.Where(row => Matches(row, column, comparison, value));
        }

        return sort is null ? [.. filtered] : Sorted([.. filtered], columns);
    }

    private ListRow[] Sorted(ListRow[] rows, string[] columns)
    {
        // Numbers descending, text ascending; a minus reverses the order.
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
            ? throw new ElboException($"--where: '{condition}' is not a condition; use a column, one of {string.Join(' ', Operators)} and a value, for example model=svae or ndcg@100>0.3")
            : (condition[..at].Trim(), comparison, condition[(at + comparison.Length)..].Trim());
    }

    private static bool Matches(ListRow row, string column, string comparison, string value)
    {
        int? order = row.Number(column) is { } own
            ? double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? own.CompareTo(number)
                : throw new ElboException($"--where: {column} is a number, '{value}' is not; use for example {column}{comparison}0.3")
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
            string guess = NameSuggester.Suggest(column, columns) is { } nearest ? $"did you mean {nearest}? Columns are" : "columns are";
            throw new ElboException($"{flag}: '{column}' is not a column; {guess} {string.Join(", ", columns)}");
        }
    }
}

/// <summary>A row of a list: values by column.</summary>
internal sealed record ListRow(IReadOnlyDictionary<string, object?> Fields)
{
    /// <summary>A value; null if the row has none in this column.</summary>
    public object? this[string column] => Fields.GetValueOrDefault(column);

    /// <summary>A numeric value; null for anything else.</summary>
    public double? Number(string column) => this[column] switch
    {
        double or float or int or long => Convert.ToDouble(this[column], CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A value as text.</summary>
    public string Text(string column) => this[column] switch
    {
        null => "",
        double number when Math.Abs(number) >= 100 => number.ToString("F1", CultureInfo.InvariantCulture),
        double number when Math.Abs(number) is > 0 and < 0.01 => number.ToString("g4", CultureInfo.InvariantCulture),
        double number => number.ToString("0.####", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        object value => value.ToString()!,
    };
}
