using static TorchSharp.torch;

namespace Elbo.Reports;

/// <summary>The first two principal components of vectors (Pearson 1901), from the eigenvectors of their covariance.</summary>
/// <param name="Coordinates">Each vector's coordinates on the first and second component, row by row.</param>
/// <param name="FirstExplainedVariance">Fraction of the variance along the first component, between 0 and 1.</param>
/// <param name="SecondExplainedVariance">Fraction along the second.</param>
internal sealed record PrincipalComponents(IReadOnlyList<double> Coordinates, double FirstExplainedVariance, double SecondExplainedVariance)
{
    /// <summary>Analyzes at least two vectors; each component's sign makes its largest weight positive.</summary>
    /// <param name="values">The vectors, row by row.</param>
    /// <param name="size">Size of a vector; with size 1 the second component is 0.</param>
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

        // eigh returns eigenvalues in ascending order.
        Tensor largest = axes.slice(1, size - kept, size, 1).flip(1);
        Tensor peaks = largest.gather(0, largest.abs().argmax(0, keepdim: true));
        Tensor projected = rows.mm(largest * peaks.sign());
        double[] coordinates = nn.functional.pad(projected, [0, 2 - kept]).contiguous().data<double>().ToArray();
        double[] spread = variances.Clamp(0, double.MaxValue).data<double>().ToArray();
        double total = Math.Max(spread.Sum(), double.Epsilon);
        return new PrincipalComponents(coordinates, spread[^1] / total, kept < 2 ? 0 : spread[^2] / total);
    }
}
