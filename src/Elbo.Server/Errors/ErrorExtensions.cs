using Elbo.Server.Options;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Elbo.Server.Errors;

/// <summary>Problem details for every error, and request timeouts.</summary>
internal static class ErrorExtensions
{
    public static void AddErrors(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<ApiExceptionHandler>();
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = TimeSpan.FromSeconds(options.RequestTimeoutSeconds),
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = context => ProblemException.ServiceUnavailable("the request timed out").WriteAsync(context),
        });
    }

    public static void UseErrors(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }
}
