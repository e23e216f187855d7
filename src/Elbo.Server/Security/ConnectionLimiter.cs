using System.Globalization;
using Elbo.Server.Options;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Elbo.Server.Security;

/// <summary>
/// Limits open connections. A process without file descriptors can neither accept connections nor open files, and may crash, so the
/// limit is at most half of the process's descriptors. At the limit a new connection replaces the one that has been idle longest, so
/// that clients which hold connections without using them cannot lock out others.
/// </summary>
internal sealed class ConnectionLimiter(ServerOptions options)
{
    private static readonly object Key = new();
    private readonly Lock gate = new();
    private readonly LinkedList<Connection> idle = [];
    private int count;

    /// <summary>Maximum number of open connections.</summary>
    public int Limit { get; } = Math.Max(1, Math.Min(options.MaxConnections, (MaxFileDescriptors() ?? int.MaxValue) / 2));

    /// <summary>Number of open connections.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Connection middleware: counts a connection while it is open.</summary>
    public async Task HandleAsync(ConnectionContext context, ConnectionDelegate next)
    {
        Connection connection = new(context);
        if (!TryAdd(connection))
        {
            context.Abort();
            return;
        }

        context.Items[Key] = connection;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            Remove(connection);
        }
    }

    /// <summary>HTTP middleware: a connection is not idle while it has a request.</summary>
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(Key, out object? item) != true || item is not Connection connection)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        BeginRequest(connection);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            EndRequest(connection);
        }
    }

    /// <summary>The process's limit on open files; null where it is unknown.</summary>
    private static int? MaxFileDescriptors()
    {
        const string Limits = "/proc/self/limits";
        string? line = File.Exists(Limits) ? File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal)) : null;
        string? soft = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) ? limit : null;
    }

    private bool TryAdd(Connection connection)
    {
        Connection? replaced = null;
        lock (gate)
        {
            if (count >= Limit)
            {
                replaced = idle.First?.Value;
                if (replaced is null)
                {
                    return false;
                }

                idle.RemoveFirst();
                replaced.IsCounted = false;
                count--;
            }

            count++;
            idle.AddLast(connection.Node);
        }

        replaced?.Context.Abort(new ConnectionAbortedException("The connection limit was reached, and this connection was idle longest."));
        return true;
    }

    private void Remove(Connection connection)
    {
        lock (gate)
        {
            connection.Node.List?.Remove(connection.Node);
            count -= connection.IsCounted ? 1 : 0;
            connection.IsCounted = false;
        }
    }

    private void BeginRequest(Connection connection)
    {
        lock (gate)
        {
            connection.Requests++;
            connection.Node.List?.Remove(connection.Node);
        }
    }

    private void EndRequest(Connection connection)
    {
        lock (gate)
        {
            // With HTTP/2 a connection can have several requests.
            if (--connection.Requests == 0 && connection.IsCounted)
            {
                idle.AddLast(connection.Node);
            }
        }
    }

    private sealed class Connection
    {
        public Connection(ConnectionContext context)
        {
            Context = context;
            Node = new LinkedListNode<Connection>(this);
        }

        public ConnectionContext Context { get; }

        /// <summary>Its place among the idle connections, longest idle first.</summary>
        public LinkedListNode<Connection> Node { get; }

        public int Requests { get; set; }

        public bool IsCounted { get; set; } = true;
    }
}
