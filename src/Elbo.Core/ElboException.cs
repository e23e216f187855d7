namespace Elbo;

/// <summary>
/// An error that the person at the keyboard can mend. The message names the place, the value found,
/// what was expected and the next step; the command line prints it alone, without a stack trace.
/// </summary>
public sealed class ElboException : Exception
{
    /// <summary>An error with a message made for its reader.</summary>
    public ElboException(string message)
        : base(message)
    {
    }

    /// <summary>An error with a message made for its reader, and what caused it.</summary>
    public ElboException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
