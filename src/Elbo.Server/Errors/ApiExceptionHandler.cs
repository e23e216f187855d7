using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;

namespace Elbo.Server.Errors;

/// <summary>Turns exceptions into problem details, and logs bugs without user data.</summary>
internal sealed partial class ApiExceptionHandler(ILogger<ApiExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is ConnectionResetException || (exception is OperationCanceledException or IOException && httpContext.RequestAborted.IsCancellationRequested))
        {
            // The client has disconnected: that is not an error, and a response would not be read.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        ProblemException problem = exception switch
        {
            ProblemException alreadyProblem => alreadyProblem,
            BadHttpRequestException badRequest => new(badRequest.StatusCode, GetDetail(badRequest)),
            JsonException json => new(StatusCodes.Status400BadRequest, JsonErrorMessage.Create(json)),
            ElboException elbo => FromElboException(elbo),
            _ => FromUnexpectedException(exception),
        };
        await problem.WriteAsync(httpContext).ConfigureAwait(false);
        return true;
    }

    private static string GetDetail(BadHttpRequestException error) => error switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => FormattableString.Invariant($"the body exceeds {RequestLimits.MaxBodyBytes} bytes"),
        _ => BindingErrorPattern().Match(error.Message) is { Success: true } match ? $"{match.Groups["name"].Value} in the URL has an invalid value" : "the request is malformed",
    };

    [GeneratedRegex("^Failed to bind parameter \".*? (?<name>\\w+)\" from")]
    private static partial Regex BindingErrorPattern();

    private ProblemException FromElboException(ElboException error)
    {
        logger.LogError("a request failed: {Error}", error.Message);
        return ProblemException.ServiceUnavailable("a dependency is unavailable; see the server log");
    }

    private ProblemException FromUnexpectedException(Exception exception)
    {
        // Exception messages can contain ids of users and items; types and stack traces cannot.
        logger.LogError("a request failed unexpectedly: {Failure}", SafeExceptionFormatter.Format(exception));
        return new ProblemException(StatusCodes.Status500InternalServerError, "internal error; see the server log");
    }
}

/// <summary>Formats exceptions for the log: type and stack trace, without messages, which can contain ids of users and items.</summary>
internal static class SafeExceptionFormatter
{
    public static string Format(Exception exception)
    {
        string text = $"{exception.GetType().FullName}\n{new StackTrace(exception, fNeedFileInfo: true)}".TrimEnd();
        return exception.InnerException is { } inner ? $"{text}\ncaused by {Format(inner)}" : text;
    }
}
