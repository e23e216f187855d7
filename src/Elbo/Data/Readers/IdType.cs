using System.Diagnostics.CodeAnalysis;

namespace Elbo.Data.Readers;

/// <summary>How the ids of people and items are read.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The flag --ids takes these words.")]
public enum IdType
{
    /// <summary>Integers where all ids of a column are integers, text where none is; a mix is an error.</summary>
    Auto,

    /// <summary>Integers, kept in their usual decimal form: "007", "7" and 7.0 are one id. Anything else is an error.</summary>
    Integer,

    /// <summary>Text, kept as written but for surrounding blanks: "007" and "7" are two ids.</summary>
    String,
}
