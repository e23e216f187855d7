using Microsoft.Extensions.Options;

namespace Elbo.Server;

/// <summary>
/// Keeps user data out of the log at every configured level: URLs, which contain user ids, and exception messages. The server logs
/// failures itself, without them.
/// </summary>
internal sealed class PrivacyLogFilter : IPostConfigureOptions<LoggerFilterOptions>
{
    private const string FrameworkPrefix = "Microsoft.AspNetCore";

    // They log exceptions with their messages, and open a scope with the URL for everything logged during a request.
    private static readonly string[] SilencedCategories =
        ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Http.Timeouts.RequestTimeoutsMiddleware", "Microsoft.AspNetCore.Hosting.Diagnostics"];

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        LoggerFilterRule[] rules = [.. options.Rules];
        options.Rules.Clear();

        // The first applies if no configured rule matches.
        options.Rules.Add(new LoggerFilterRule(null, null, null, (_, category, level) => level >= options.MinLevel && Allowed(category, level)));
        foreach (LoggerFilterRule rule in rules)
        {
            options.Rules.Add(new LoggerFilterRule(rule.ProviderName, rule.CategoryName, rule.LogLevel, (provider, category, level) =>
                Allowed(category, level) && (rule.Filter?.Invoke(provider, category, level) ?? true)));
        }
    }

    private static bool Allowed(string? category, LogLevel level) =>
        !SilencedCategories.Contains(category) && (level >= LogLevel.Warning || category?.StartsWith(FrameworkPrefix, StringComparison.Ordinal) != true);
}
