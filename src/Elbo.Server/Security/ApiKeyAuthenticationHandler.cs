using System.Security.Claims;
using Elbo.Server.Errors;
using Microsoft.AspNetCore.Authentication;

namespace Elbo.Server.Security;

/// <summary>Reads an API key from <c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>.</summary>
internal sealed class ApiKeyAuthenticationHandler(ApiKeyStore keys) : IAuthenticationHandler
{
    public const string SchemeName = "ApiKey";
    private const string BearerPrefix = "Bearer ";
    private HttpContext? context;

    private HttpContext Context => context ?? throw new InvalidOperationException("not initialised");

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        this.context = context;
        return Task.CompletedTask;
    }

    public Task<AuthenticateResult> AuthenticateAsync() => Task.FromResult(Authenticate());

    public Task ChallengeAsync(AuthenticationProperties? properties)
    {
        Context.Response.Headers.WWWAuthenticate = "Bearer";
        return new ProblemException(StatusCodes.Status401Unauthorized, "API key required, as Authorization: Bearer KEY or X-Api-Key: KEY").WriteAsync(Context);
    }

    public Task ForbidAsync(AuthenticationProperties? properties) =>
        new ProblemException(StatusCodes.Status403Forbidden, "the key's role does not allow this").WriteAsync(Context);

    private AuthenticateResult Authenticate()
    {
        if (keys.IsEmpty)
        {
            return Success(ApiKeyStore.Anonymous);
        }

        string? key = ReadKey(Context.Request.Headers);
        return key is null ? AuthenticateResult.NoResult()
            : keys.Find(key) is { } principal ? Success(principal)
            : AuthenticateResult.Fail("unknown key");
    }

    private static string? ReadKey(IHeaderDictionary headers)
    {
        string? authorization = headers.Authorization;
        return authorization is not null && authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? authorization[BearerPrefix.Length..].Trim()
            : headers["X-Api-Key"];
    }

    private static AuthenticateResult Success(ClaimsPrincipal principal) => AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
}
