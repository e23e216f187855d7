using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Elbo.Server.Errors;

/// <summary>A request that is not answered for a reason its sender is told, as problem details (RFC 9457).</summary>
internal sealed class ProblemException(int status, string detail, TimeSpan? retryAfter = null, IDictionary<string, string[]>? errors = null) : Exception(detail)
{
    /// <summary>The server has too much to do; the sender may come again in a second.</summary>
    public static ProblemException ServiceUnavailable(string detail) => new(StatusCodes.Status503ServiceUnavailable, detail, TimeSpan.FromSeconds(1));

    /// <summary>What was asked for is not there.</summary>
    public static ProblemException NotFound(string detail) => new(StatusCodes.Status404NotFound, detail);

    /// <summary>Answers with the refusal.</summary>
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
