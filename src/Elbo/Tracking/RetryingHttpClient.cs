using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Elbo.Tracking;

/// <summary>
/// An HTTP client for a server that may be down. Requests have a timeout and are retried with exponential backoff until
/// they succeed or are cancelled. Responses that a retry would not change throw <see cref="TrackerRequestException"/>.
/// </summary>
internal sealed class RetryingHttpClient : IDisposable
{
    // The request itself may cause an internal server error, and must not block later requests forever.
    private const int MaxServerErrorAttempts = 5;
    private const int MaxExcerptLength = 300;

    private readonly HttpClient client;
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;
    private readonly string? authorization;
    private readonly string[] secrets;

    /// <param name="address">The server's address.</param>
    /// <param name="authorization">The value of the Authorization header.</param>
    /// <param name="secrets">Values to mask in messages, since a server may echo them.</param>
    /// <param name="options">Timeouts and delays.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="onRetry">Called for each failure that is retried.</param>
    public RetryingHttpClient(
        Uri address, string? authorization, IEnumerable<string?> secrets, TrackingOptions options, TimeProvider clock, Action<string> onRetry)
    {
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        this.authorization = authorization;
        this.secrets = [.. secrets.OfType<string>().Select(secret => secret.Trim()).Where(secret => secret.Length > 0)];
        pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(RetryOptions(options, clock, onRetry))
            .AddTimeout(TimeSpan.FromSeconds(options.RequestTimeoutSeconds))
            .Build();
    }

    /// <summary>Gets JSON.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    /// <summary>Posts JSON.</summary>
    public Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        // A byte array has a known length; JsonContent would be sent chunked, which not every server supports.
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(body);
        return SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            },
            cancellationToken);
    }

    /// <summary>Sends a request that is created anew for each attempt.</summary>
    /// <returns>The response's JSON; undefined if the body is empty.</returns>
    public async Task<JsonElement> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await pipeline.ExecuteAsync(
            async token =>
            {
                using HttpRequestMessage message = request();
                if (authorization is not null)
                {
                    message.Headers.TryAddWithoutValidation("Authorization", authorization);
                }

                return await client.SendAsync(message, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        string body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw ToException(response, body);
        }

        try
        {
            return body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException)
        {
            throw new TrackerRequestException($"response is not JSON: {Excerpt(body)}", response.StatusCode);
        }
    }

    public void Dispose() => client.Dispose();

    private static RetryStrategyOptions<HttpResponseMessage> RetryOptions(TrackingOptions options, TimeProvider clock, Action<string> onRetry) => new()
    {
        MaxRetryAttempts = int.MaxValue,
        BackoffType = DelayBackoffType.Exponential,
        Delay = TimeSpan.FromSeconds(options.RetryDelaySeconds),
        MaxDelay = TimeSpan.FromSeconds(options.MaxRetryDelaySeconds),
        ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome switch
        {
            { Exception: HttpRequestException or TimeoutRejectedException } => true,
            { Result.StatusCode: HttpStatusCode.InternalServerError } => attempt.AttemptNumber + 1 < MaxServerErrorAttempts,
            { Result.StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.BadGateway } => true,
            _ => false,
        }),
        DelayGenerator = attempt => ValueTask.FromResult(attempt.Outcome.Result?.Headers.RetryAfter switch
        {
            { Delta: { } pause } => pause,
            { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        }),
        OnRetry = attempt =>
        {
            onRetry(attempt.Outcome switch
            {
                { Exception: TimeoutRejectedException } => FormattableString.Invariant($"does not respond within {options.RequestTimeoutSeconds:0.###} s"),
                { Exception: { } error } => $"cannot be reached ({error.Message})",
                { Result: { } response } => $"responds {DescribeStatus(response)}",
                _ => "does not respond",
            });
            return ValueTask.CompletedTask;
        },
    };

    private static string DescribeStatus(HttpResponseMessage response) => $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();

    private TrackerRequestException ToException(HttpResponseMessage response, string body)
    {
        string moved = response.Headers.Location is { } location ? $" (moved to {location})" : "";
        string excerpt = Excerpt(body);
        return new TrackerRequestException($"responds {DescribeStatus(response)}{moved}{(excerpt.Length > 0 ? $": {excerpt}" : "")}", response.StatusCode);
    }

    /// <summary>The message of an error response on one line, with secrets masked.</summary>
    private string Excerpt(string body)
    {
        string text = body;
        try
        {
            JsonElement json = JsonSerializer.Deserialize<JsonElement>(body);
            foreach (string name in (string[])["message", "msg"])
            {
                text = json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement message) ? message.ToString() : text;
            }
        }
        catch (JsonException)
        {
            // For example the error page of a proxy.
        }

        text = secrets.Aggregate(text.ReplaceLineEndings(" ").Trim(), (masked, secret) => masked.Replace(secret, "***", StringComparison.Ordinal));
        return text.Length <= MaxExcerptLength ? text : text[..MaxExcerptLength] + "...";
    }
}

/// <summary>The server rejected a request, and a retry would not help.</summary>
internal sealed class TrackerRequestException(string message, HttpStatusCode status) : Exception(message)
{
    /// <summary>True if the credentials are unknown or lack the permission.</summary>
    public bool IsUnauthorized => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;

    /// <summary>True if the requested object does not exist.</summary>
    public bool IsNotFound => status == HttpStatusCode.NotFound;
}
