using Elbo.Server.Errors;

namespace Elbo.Server;

/// <summary>The body of a request.</summary>
internal static class JsonBody
{
    /// <summary>Reads it until the request's time is up; the framework's own binding would wait for as long as a slow client likes.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context)
        where T : class => await context.Request.ReadFromJsonAsync<T>(context.RequestAborted).ConfigureAwait(false)
            ?? throw new ProblemException(StatusCodes.Status400BadRequest, "the body is null; an object is expected");
}
