namespace Elbo.Data;

/// <summary>How many values lie in a range.</summary>
/// <param name="From">Least value of the range.</param>
/// <param name="To">Greatest value of the range, included.</param>
/// <param name="Count">Number of values in it.</param>
public sealed record HistogramBucket(int From, int To, int Count);
