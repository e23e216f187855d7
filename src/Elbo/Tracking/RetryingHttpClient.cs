using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Elbo.Tracking;

/// <summary>
/// Requests to a server that may be down: each is limited in time, and tried again with growing pauses until it is
/// answered or cancelled. Answers that another try would not change end in <see cref="TrackerRequestException"/>.
/// </summary>
internal sealed class RetryingHttpClient : IDisposable
{
    // An internal error may be due to the request itself, which must not hold up those behind it for ever.
    private const int MaxServerErrorAttempts = 5;
    private const int MaxExcerptLength = 300;

    private readonly HttpClient client;
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;
    private readonly string? authorization;
    private readonly string[] secrets;

    /// <param name="address">The server's address.</param>
    /// <param name="authorization">The value of the Authorization header.</param>
    /// <param name="secrets">What must not appear in messages, not even where the server repeats it.</param>
    /// <param name="options">Times.</param>
    /// <param name="clock">The clock that they are measured with.</param>
    /// <param name="onRetry">Told of each failure that is followed by another try.</param>
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

    /// <summary>Gets an answer in JSON.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    /// <summary>Posts JSON.</summary>
    public Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        // Bytes have a length to announce; JsonContent would be sent in chunks, which not every server understands.
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(body);
        return SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            },
            cancellationToken);
    }

    /// <summary>Sends what a function makes anew for each try.</summary>
    /// <returns>The answer's JSON; undefined where it is empty.</returns>
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
            throw new TrackerRequestException($"answers something else than JSON: {Excerpt(body)}", response.StatusCode);
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
                { Exception: TimeoutRejectedException } => FormattableString.Invariant($"does not answer within {options.RequestTimeoutSeconds:0.###} s"),
                { Exception: { } error } => $"cannot be reached ({error.Message})",
                { Result: { } response } => $"answers {DescribeStatus(response)}",
                _ => "does not answer",
            });
            return ValueTask.CompletedTask;
        },
    };

    private static string DescribeStatus(HttpResponseMessage response) => $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();

    private TrackerRequestException ToException(HttpResponseMessage response, string body)
    {
        string moved = response.Headers.Location is { } location ? $" (moved to {location})" : "";
        string excerpt = Excerpt(body);
        return new TrackerRequestException($"answers {DescribeStatus(response)}{moved}{(excerpt.Length > 0 ? $": {excerpt}" : "")}", response.StatusCode);
    }

    /// <summary>The message within an answer, on one line, without what is secret.</summary>
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
            // A page of a proxy, say.
        }

        text = secrets.Aggregate(text.ReplaceLineEndings(" ").Trim(), (masked, secret) => masked.Replace(secret, "***", StringComparison.Ordinal));
        return text.Length <= MaxExcerptLength ? text : text[..MaxExcerptLength] + "...";
    }
}
