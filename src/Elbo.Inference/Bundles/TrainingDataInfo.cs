namespace Elbo.Inference.Bundles;

/// <summary>What a bundle's model was trained on.</summary>
/// <param name="Name">The data's name.</param>
/// <param name="Fingerprint">SHA-256 of the prepared data, in hexadecimal.</param>
/// <param name="Synthetic">True where the data is made up.</param>
public sealed record TrainingDataInfo(string Name, string Fingerprint, bool Synthetic);
