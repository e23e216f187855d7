using System.IO.Pipelines;
using Elbo.Server.Errors;
using Elbo.Server.Options;
using Elbo.Server.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;

namespace Elbo.Server.Security;

/// <summary>Marks endpoints that need the event store, which must not block the others when it is slow.</summary>
internal sealed class UsesEventStore;

/// <summary>
/// Limits what requests use at the same time, fairly between clients: memory for bodies, then request slots, and within them slots for
/// the event store. A request gets its slot once its body has arrived, so that slowly sent bodies do not occupy slots.
/// </summary>
internal sealed class AdmissionControl(ServerOptions options, ServerMetrics metrics)
{
    private const int MaxBodyMemory = 64 << 20;

    private readonly FairShare bodyMemory = new(MaxBodyMemory);
    private readonly FairShare requests = new(options.MaxConcurrentRequests);
    private readonly FairShare eventStore = new(Math.Max(1, options.MaxConcurrentRequests / 2));

    /// <summary>Middleware for the API's endpoints.</summary>
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        Endpoint? endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<EnableRateLimitingAttribute>() is null)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        string client = context.GetClient();
        using FairShare.Share body = bodyMemory.Open(client);
        await BufferBodyAsync(context, body).ConfigureAwait(false);
        using FairShare.Share slot = requests.TryAcquire(client) ?? throw Reject("capacity", "server is at capacity");
        using FairShare.Share? storeSlot = endpoint.Metadata.GetMetadata<UsesEventStore>() is null ? null
            : eventStore.TryAcquire(client) ?? throw Reject("event_store", "the event store is at capacity");
        await next(context).ConfigureAwait(false);
    }

    private async Task BufferBodyAsync(HttpContext context, FairShare.Share memory)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true)
        {
            return;
        }

        // A read that is cancelled by its token would stay open, and Kestrel could not discard the rest of the body.
        PipeReader reader = context.Request.BodyReader;
        using CancellationTokenRegistration timeout = context.RequestAborted.UnsafeRegister(static body => ((PipeReader)body!).CancelPendingRead(), reader);
        MemoryStream buffer = new();
        for (bool isComplete = false; !isComplete;)
        {
            ReadResult read = await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            bool hasMemory = memory.TryGrow(read.Buffer.Length);
            foreach (ReadOnlyMemory<byte> segment in read.Buffer)
            {
                buffer.Write(segment.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            context.RequestAborted.ThrowIfCancellationRequested();
            if (!hasMemory)
            {
                throw Reject("body_memory", "too many request bodies are being received");
            }

            isComplete = read.IsCompleted;
        }

        buffer.Position = 0;
        context.Request.Body = buffer;
    }

    private ProblemException Reject(string reason, string detail)
    {
        metrics.RecordRejection(reason);
        return ProblemException.ServiceUnavailable(detail);
    }
}
