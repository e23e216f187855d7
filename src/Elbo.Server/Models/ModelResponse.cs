using Elbo.Inference.Bundles;

namespace Elbo.Server.Models;

/// <summary>The model that answers.</summary>
/// <param name="Manifest">What its bundle tells of itself.</param>
/// <param name="LoadedAt">When it was loaded.</param>
/// <param name="Reloads">How often a model took its predecessor's place since the server started.</param>
/// <param name="LastFailure">Why the last attempt to load another failed; absent where it did not.</param>
internal sealed record ModelResponse(BundleManifest Manifest, DateTimeOffset LoadedAt, int Reloads, LoadFailure? LastFailure);
