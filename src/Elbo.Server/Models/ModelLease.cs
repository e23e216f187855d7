namespace Elbo.Server.Models;

/// <summary>The right to use a model until it is disposed, whatever is loaded meanwhile.</summary>
internal readonly struct ModelLease(LoadedModel model) : IDisposable
{
    public LoadedModel Model => model;

    public void Dispose() => model.Release();
}
