namespace Elbo.IO;

/// <summary>What a safetensors file holds.</summary>
/// <param name="Tensors">The tensors by name.</param>
/// <param name="Metadata">Free text by key; may be empty.</param>
public sealed record TensorFile(
    IReadOnlyDictionary<string, TensorData> Tensors,
    IReadOnlyDictionary<string, string> Metadata);
