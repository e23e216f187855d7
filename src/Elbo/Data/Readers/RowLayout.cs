namespace Elbo.Data.Readers;

/// <summary>How rows stand in a text file.</summary>
internal enum RowLayout
{
    /// <summary>The format has rows but no lines.</summary>
    None,

    /// <summary>One row a line from the first, quotation marks being plain characters.</summary>
    Plain,

    /// <summary>After a header line, and a quoted text may hold line ends.</summary>
    QuotedWithHeader,
}
