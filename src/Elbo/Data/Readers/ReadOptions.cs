namespace Elbo.Data.Readers;

/// <summary>Where in a file the interactions stand, and what reading it may use.</summary>
/// <remarks>A column left null is looked for under its usual names, such as userId, user_id or user, whatever their case.</remarks>
public sealed record ReadOptions
{
    /// <summary>Column of the people's ids; default by its usual names.</summary>
    public string? UserColumn { get; init; }

    /// <summary>Column of the items' ids; default by its usual names.</summary>
    public string? ItemColumn { get; init; }

    /// <summary>Column of ratings or weights; default by its usual names, and none where none has one.</summary>
    public string? ValueColumn { get; init; }

    /// <summary>
    /// Column of times; default by its usual names, and none where none has one. Integers stay as they are, in the
    /// data's own unit; where some number has a fraction all are read as seconds and become microseconds; dates and
    /// timestamps (without a zone: UTC) become microseconds since 1970.
    /// </summary>
    public string? TimeColumn { get; init; }

    /// <summary>Kind of the ids; default <see cref="IdType.Auto"/>.</summary>
    public IdType IdType { get; init; }

    /// <summary>Layout of the file; default by its ending.</summary>
    public DataFormat Format { get; init; }

    /// <summary>File of titles and genres; default the MovieLens file beside the ratings, if there is one.</summary>
    public string? ItemsFile { get; init; }

    /// <summary>Column of the ids in the items file; default by its usual names.</summary>
    public string? ItemsIdColumn { get; init; }

    /// <summary>Column of the titles in the items file; default by its usual names.</summary>
    public string? ItemsTitleColumn { get; init; }

    /// <summary>Column of the genres in the items file, separated by '|' or a list; default by its usual names, perhaps none.</summary>
    public string? ItemsGenresColumn { get; init; }

    /// <summary>Threads for reading and sorting, at least 1; default null, those of the run. The result does not depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>Memory for reading and sorting in MiB, at least 128, beyond which temporary files are used; default 768.</summary>
    public int MemoryLimit { get; init; } = 768;

    /// <summary>Folder for temporary files; default the system's. They take up to the size of the unpacked data twice.</summary>
    public string? TempDir { get; init; }
}
