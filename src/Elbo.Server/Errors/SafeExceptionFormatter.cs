using System.Diagnostics;

namespace Elbo.Server.Errors;

/// <summary>An exception for the log: what kind and where, without messages, which can hold ids of people and items.</summary>
internal static class SafeExceptionFormatter
{
    public static string Format(Exception exception)
    {
        string text = $"{exception.GetType().FullName}\n{new StackTrace(exception, fNeedFileInfo: true)}".TrimEnd();
        return exception.InnerException is { } inner ? $"{text}\ncaused by {Format(inner)}" : text;
    }
}
