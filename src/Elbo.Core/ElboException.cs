namespace Elbo;

/// <summary>
/// An error that a user can fix. The message names the location, the value found, what was expected and the next step;
/// the command line prints it alone, without a stack trace.
/// </summary>
public sealed class ElboException : Exception
{
    /// <summary>An error with a message for the user.</summary>
    public ElboException(string message)
        : base(message)
    {
    }

    /// <summary>An error with a message for the user, and its cause.</summary>
    public ElboException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
