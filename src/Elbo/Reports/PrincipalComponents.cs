using static TorchSharp.torch;

namespace Elbo.Reports;

/// <summary>Vectors in the plane in which they spread the most (Pearson 1901), from the eigenvectors of their covariance.</summary>
/// <param name="Coordinates">For each vector its place on the first and second component, row after row.</param>
/// <param name="FirstExplainedVariance">Share of the variance along the first component, between 0 and 1.</param>
/// <param name="SecondExplainedVariance">Share along the second.</param>
public sealed record PrincipalComponents(IReadOnlyList<double> Coordinates, double FirstExplainedVariance, double SecondExplainedVariance)
{
    /// <summary>Analyses at least two vectors; the sign of a component is such that its largest weight is positive.</summary>
    /// <param name="values">The vectors, row after row.</param>
    /// <param name="size">Numbers in a vector; of a single one the second component is 0.</param>
    public static PrincipalComponents Compute(float[] values, int size)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, 2 * size);
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        int count = values.Length / size;
        Tensor rows = tensor(values).reshape(count, size).to(ScalarType.Float64);
        rows -= rows.mean([0L], keepdim: true);
        (Tensor variances, Tensor axes) = linalg.eigh(rows.t().mm(rows).Divide(count - 1));
        int kept = Math.Min(2, size);

        // eigh sorts from the least to the greatest.
        Tensor largest = axes.slice(1, size - kept, size, 1).flip(1);
        Tensor peaks = largest.gather(0, largest.abs().argmax(0, keepdim: true));
        Tensor places = rows.mm(largest * peaks.sign());
        double[] coordinates = nn.functional.pad(places, [0, 2 - kept]).contiguous().data<double>().ToArray();
        double[] spread = variances.Clamp(0, double.MaxValue).data<double>().ToArray();
        double total = Math.Max(spread.Sum(), double.Epsilon);
        return new PrincipalComponents(coordinates, spread[^1] / total, kept < 2 ? 0 : spread[^2] / total);
    }
}
