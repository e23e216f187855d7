using System.Security.Claims;
using Elbo.Server.Errors;
using Microsoft.AspNetCore.Authentication;

namespace Elbo.Server.Access;

/// <summary>Takes a key from <c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>.</summary>
internal sealed class KeyAuthentication(KeyRing keys) : IAuthenticationHandler
{
    public const string SchemeName = "Key";
    private const string Bearer = "Bearer ";
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
        return new RequestRefusedException(StatusCodes.Status401Unauthorized, "a key is needed, as Authorization: Bearer KEY or X-Api-Key: KEY").WriteAsync(Context);
    }

    public Task ForbidAsync(AuthenticationProperties? properties) =>
        new RequestRefusedException(StatusCodes.Status403Forbidden, "the key's role does not allow this").WriteAsync(Context);

    private AuthenticateResult Authenticate()
    {
        if (keys.IsEmpty)
        {
            return Entered(KeyRing.Everybody);
        }

        string? presented = Presented(Context.Request.Headers);
        return presented is null ? AuthenticateResult.NoResult()
            : keys.Find(presented) is { } holder ? Entered(holder)
            : AuthenticateResult.Fail("no such key");
    }

    private static string? Presented(IHeaderDictionary headers)
    {
        string? authorization = headers.Authorization;
        return authorization is not null && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : headers["X-Api-Key"];
    }

    private static AuthenticateResult Entered(ClaimsPrincipal holder) => AuthenticateResult.Success(new AuthenticationTicket(holder, SchemeName));
}
