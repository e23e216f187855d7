namespace Elbo.Server.Security;

/// <summary>
/// A capacity that clients share. A client may hold as much as is still free: one busy client leaves half of the capacity to others,
/// two leave a third, and so on.
/// </summary>
internal sealed class FairShare(long capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> held = [];
    private long free = capacity;

    /// <summary>An empty share of a client, which grows on request and returns everything when disposed.</summary>
    public Share Open(string client) => new(this, client);

    /// <summary>A share of a fixed amount; null if the client holds too much already.</summary>
    public Share? TryAcquire(string client, long amount = 1)
    {
        Share share = Open(client);
        return share.TryGrow(amount) ? share : null;
    }

    private bool TryTake(string client, long amount)
    {
        lock (gate)
        {
            long own = held.GetValueOrDefault(client) + amount;
            if (own > free)
            {
                return false;
            }

            held[client] = own;
            free -= amount;
            return true;
        }
    }

    private void Return(string client, long amount)
    {
        lock (gate)
        {
            free += amount;
            if ((held[client] -= amount) == 0)
            {
                held.Remove(client);
            }
        }
    }

    /// <summary>What one request of a client holds.</summary>
    internal sealed class Share(FairShare owner, string client) : IDisposable
    {
        private long amount;

        /// <summary>Takes more; false if the client holds too much already.</summary>
        public bool TryGrow(long more)
        {
            bool taken = owner.TryTake(client, more);
            amount += taken ? more : 0;
            return taken;
        }

        public void Dispose()
        {
            if (amount > 0)
            {
                owner.Return(client, amount);
                amount = 0;
            }
        }
    }
}
