namespace Elbo.Onnx;

/// <summary>A value of an <see cref="OnnxGraph"/> under construction.</summary>
/// <param name="Name">Its name in the graph.</param>
public readonly record struct OnnxValue(string Name);
