namespace Elbo.Onnx;

/// <summary>The histories that a graph scores.</summary>
/// <param name="Items">int64 [batch, length]: item indices, oldest first; the item count where a row has no more.</param>
/// <param name="Lengths">int64 [batch]: how many items each row has.</param>
/// <param name="ItemCount">Number of items.</param>
public sealed record OnnxHistoryInputs(OnnxValue Items, OnnxValue Lengths, int ItemCount);
