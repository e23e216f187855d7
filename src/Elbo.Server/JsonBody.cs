using Elbo.Server.Errors;

namespace Elbo.Server;

/// <summary>Reads request bodies.</summary>
internal static class JsonBody
{
    /// <summary>Reads the body within the request's timeout; the framework's own binding would wait for as long as a slow client takes.</summary>
    /// <exception cref="ProblemException">The body is null.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context)
        where T : class => await context.Request.ReadFromJsonAsync<T>(context.RequestAborted).ConfigureAwait(false)
            ?? throw new ProblemException(StatusCodes.Status400BadRequest, "the body is null; an object is expected");
}
