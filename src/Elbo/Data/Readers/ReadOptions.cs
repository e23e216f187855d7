using System.Diagnostics.CodeAnalysis;

namespace Elbo.Data.Readers;

/// <summary>How a file of interactions is read, and the resources for reading it.</summary>
/// <remarks>
/// A column is given by its name or by its position, from "1". One that is null is found by its default names, such as
/// userId, user_id or user, in any case. A text file without a header has user and item in its first two columns; a
/// third one has the time if its values look like times, or else the rating; four columns are user, item, rating and time.
/// </remarks>
public sealed record ReadOptions
{
    /// <summary>Column of the user ids; default by its default names.</summary>
    public string? UserColumn { get; init; }

    /// <summary>Column of the item ids; default by its default names.</summary>
    public string? ItemColumn { get; init; }

    /// <summary>Column of ratings or weights; default by its default names, or none.</summary>
    public string? ValueColumn { get; init; }

    /// <summary>
    /// Column of times; default by its default names, or none. Integers keep the data's own unit; if any number
    /// has a fraction, all are read as seconds and converted to microseconds; dates and
    /// timestamps (UTC unless they have a time zone) are converted to microseconds since 1970.
    /// </summary>
    public string? TimeColumn { get; init; }

    /// <summary>Type of the ids; default <see cref="IdType.Auto"/>.</summary>
    public IdType IdType { get; init; }

    /// <summary>Format of the file; default by its extension.</summary>
    public DataFormat Format { get; init; }

    /// <summary>
    /// Separator of the columns of a text file: comma, tab, semicolon, pipe, space, or up to four symbols such as "::";
    /// default null, detected from the first lines.
    /// </summary>
    public string? Separator { get; init; }

    /// <summary>Whether the first line of a text file has column names; default <see cref="HeaderLine.Auto"/>.</summary>
    public HeaderLine Header { get; init; }

    /// <summary>File of titles and genres; default the MovieLens file in the folder of the ratings, if there is one.</summary>
    public string? ItemsFile { get; init; }

    /// <summary>Column of the ids in the items file; default by its default names.</summary>
    public string? ItemsIdColumn { get; init; }

    /// <summary>Column of the titles in the items file; default by its default names.</summary>
    public string? ItemsTitleColumn { get; init; }

    /// <summary>Column of the genres in the items file, separated by '|' or a list; default by its default names, or none.</summary>
    public string? ItemsGenresColumn { get; init; }

    /// <summary>Threads for reading and sorting, at least 1; default null, the threads of the run. The result does not depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>Memory for reading and sorting in MiB, at least 128, beyond which temporary files are used; default 768.</summary>
    public int MemoryLimit { get; init; } = 768;

    /// <summary>Folder for temporary files; default the system's. They need up to twice the size of the uncompressed data.</summary>
    public string? TempDir { get; init; }
}

/// <summary>Format of a file of interactions.</summary>
public enum DataFormat
{
    /// <summary>Detected by the file's extension.</summary>
    Auto,

    /// <summary>Lines of separated columns (CSV, TSV, MovieLens files and others), with or without a header; .gz is supported.</summary>
    Text,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>JSON objects, one per line or in one array; .gz is supported.</summary>
    Json,
}

/// <summary>Whether the first line of a text file has the names of the columns.</summary>
public enum HeaderLine
{
    /// <summary>Detected: a header has a default or requested column name, or words above a column of numbers; a row with a number is no header.</summary>
    Auto,

    /// <summary>The first line has the column names.</summary>
    Yes,

    /// <summary>The first line is an interaction.</summary>
    No,
}

/// <summary>How user and item ids are read.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The flag --id-type takes these words.")]
public enum IdType
{
    /// <summary>Integers if all ids of a column are integers without leading zeros, text if none is an integer or some have leading zeros; another mix is an error.</summary>
    Auto,

    /// <summary>Integers in canonical decimal form: "007", "7" and 7.0 are one id. Anything else is an error.</summary>
    Integer,

    /// <summary>Text without surrounding blanks: "007" and "7" are two ids.</summary>
    String,
}
