using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;

namespace Elbo.Server.Errors;

/// <summary>Turns what endpoints throw into problem details, and tells the log of defects without telling of people.</summary>
internal sealed partial class ApiExceptionHandler(ILogger<ApiExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
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
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => FormattableString.Invariant($"the body is longer than {RequestLimits.MaxBodyBytes} bytes"),
        _ => BindingErrorPattern().Match(error.Message) is { Success: true } match ? $"{match.Groups["name"].Value} in the address is of the wrong kind" : "the request cannot be read",
    };

    [GeneratedRegex("^Failed to bind parameter \".*? (?<name>\\w+)\" from")]
    private static partial Regex BindingErrorPattern();

    private ProblemException FromElboException(ElboException error)
    {
        logger.LogError("a request could not be answered: {Error}", error.Message);
        return ProblemException.ServiceUnavailable("the server cannot reach what it needs; its log tells what");
    }

    private ProblemException FromUnexpectedException(Exception exception)
    {
        // Messages of exceptions can hold ids of people and items; types and places cannot.
        logger.LogError("a request failed: {Failure}", SafeExceptionFormatter.Format(exception));
        return new ProblemException(StatusCodes.Status500InternalServerError, "the server failed; its log tells where");
    }
}
