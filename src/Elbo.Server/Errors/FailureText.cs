using System.Diagnostics;

namespace Elbo.Server.Errors;

/// <summary>An exception for the log: what kind and where, without messages, which can hold ids of people and items.</summary>
internal static class FailureText
{
    public static string Of(Exception exception)
    {
        string own = $"{exception.GetType().FullName}\n{new StackTrace(exception, fNeedFileInfo: true)}".TrimEnd();
        return exception.InnerException is { } inner ? $"{own}\ncaused by {Of(inner)}" : own;
    }
}
