namespace Elbo.Onnx;

/// <summary>A value of an <see cref="OnnxGraphBuilder"/> under construction.</summary>
/// <param name="Name">Its name in the graph.</param>
public readonly record struct OnnxValue(string Name);
