namespace Elbo.Inference.Bundles;

/// <summary>One part of a bundle, as the manifest lists it.</summary>
/// <param name="Name">Its name in the zip file: one of <see cref="BundleFormat"/>'s.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its bytes, in lower-case hexadecimal.</param>
public sealed record BundleEntry(string Name, long Bytes, string Sha256);
