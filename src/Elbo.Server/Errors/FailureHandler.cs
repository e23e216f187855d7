using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;

namespace Elbo.Server.Errors;

/// <summary>Turns what endpoints throw into problem details, and tells the log of defects without telling of people.</summary>
internal sealed partial class FailureHandler(ILogger<FailureHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        RequestRefusedException refusal = exception switch
        {
            RequestRefusedException refused => refused,
            BadHttpRequestException bad => new(bad.StatusCode, DetailOf(bad)),
            JsonException json => new(StatusCodes.Status400BadRequest, JsonErrorText.Of(json)),
            ElboException known => Known(known),
            _ => Defect(exception),
        };
        await refusal.WriteAsync(httpContext).ConfigureAwait(false);
        return true;
    }

    private static string DetailOf(BadHttpRequestException bad) => bad switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => FormattableString.Invariant($"the body is longer than {Limits.BodyBytes} bytes"),
        _ => Parameter().Match(bad.Message) is { Success: true } match ? $"{match.Groups["name"].Value} in the address is of the wrong kind" : "the request cannot be read",
    };

    [GeneratedRegex("^Failed to bind parameter \".*? (?<name>\\w+)\" from")]
    private static partial Regex Parameter();

    private RequestRefusedException Known(ElboException error)
    {
        logger.LogError("a request could not be answered: {Error}", error.Message);
        return RequestRefusedException.Busy("the server cannot reach what it needs; its log tells what");
    }

    private RequestRefusedException Defect(Exception exception)
    {
        // Messages of exceptions can hold ids of people and items; types and places cannot.
        logger.LogError("a request failed: {Failure}", FailureText.Of(exception));
        return new RequestRefusedException(StatusCodes.Status500InternalServerError, "the server failed; its log tells where");
    }
}
