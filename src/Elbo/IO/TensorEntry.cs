namespace Elbo.IO;

/// <summary>Where a tensor lies in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">The kind of its elements.</param>
/// <param name="Shape">The lengths of its dimensions.</param>
/// <param name="Begin">Its first byte, counted from the end of the header.</param>
/// <param name="End">The byte after its last.</param>
internal sealed record TensorEntry(string Name, string DType, IReadOnlyList<long> Shape, long Begin, long End);
