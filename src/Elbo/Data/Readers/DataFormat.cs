namespace Elbo.Data.Readers;

/// <summary>How a file of interactions is laid out.</summary>
public enum DataFormat
{
    /// <summary>Told by the file's ending.</summary>
    Auto,

    /// <summary>Separated by commas, semicolons, tabs or bars, whichever the header line has most of; may end in .gz.</summary>
    Csv,

    /// <summary>Separated by tabs, with a header line; may end in .gz.</summary>
    Tsv,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>JSON objects, one a line or in one array; may end in .gz.</summary>
    Json,

    /// <summary>MovieLens 1M and 10M (.dat): user::item::rating::time without a header.</summary>
    MovieLensDat,

    /// <summary>MovieLens 100K (u.data): user, item, rating and time separated by tabs, without a header.</summary>
    MovieLensData,
}
