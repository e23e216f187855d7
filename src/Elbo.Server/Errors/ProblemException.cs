using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Elbo.Server.Errors;

/// <summary>A request that fails with problem details (RFC 9457) for the client.</summary>
internal sealed class ProblemException(int status, string detail, TimeSpan? retryAfter = null, IDictionary<string, string[]>? errors = null) : Exception(detail)
{
    /// <summary>The server cannot handle the request now; the client may retry after a second.</summary>
    public static ProblemException ServiceUnavailable(string detail) => new(StatusCodes.Status503ServiceUnavailable, detail, TimeSpan.FromSeconds(1));

    /// <summary>The requested resource does not exist.</summary>
    public static ProblemException NotFound(string detail) => new(StatusCodes.Status404NotFound, detail);

    /// <summary>Writes the problem as the response.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = status;
        if (retryAfter is { } delay)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        ProblemDetails problem = errors is null ? new ProblemDetails() : new HttpValidationProblemDetails(errors);
        problem.Status = status;
        problem.Title = null;
        problem.Detail = Message;
        IProblemDetailsService writer = context.RequestServices.GetRequiredService<IProblemDetailsService>();
        await writer.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem }).ConfigureAwait(false);
    }
}
