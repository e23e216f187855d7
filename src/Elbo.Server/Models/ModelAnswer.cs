using Elbo.Inference.Bundles;

namespace Elbo.Server.Models;

/// <summary>The model that answers.</summary>
/// <param name="Manifest">What its bundle tells of itself.</param>
/// <param name="Loaded">When it was loaded.</param>
/// <param name="Reloads">How often a model took its predecessor's place since the server started.</param>
/// <param name="Failure">Why the last attempt to load another failed; absent where it did not.</param>
internal sealed record ModelAnswer(BundleManifest Manifest, DateTimeOffset Loaded, int Reloads, LoadFailure? Failure);
