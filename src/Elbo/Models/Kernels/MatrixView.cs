using static TorchSharp.torch;

namespace Elbo.Models.Kernels;

/// <summary>A matrix in native memory, with a stride either way.</summary>
internal readonly unsafe struct MatrixView
{
    /// <summary>A float matrix on the CPU that is contiguous, or whose transpose is.</summary>
    public MatrixView(Tensor matrix)
        : this(TensorPointer.GetMatrixFloats(matrix), (int)matrix.shape[0], (int)matrix.shape[1], (nint)matrix.stride(0), (nint)matrix.stride(1))
    {
    }

    public MatrixView(float* data, int rows, int columns, nint rowStride, nint columnStride)
    {
        Data = data;
        Rows = rows;
        Columns = columns;
        RowStride = rowStride;
        ColumnStride = columnStride;
    }

    public float* Data { get; }

    public int Rows { get; }

    public int Columns { get; }

    public nint RowStride { get; }

    public nint ColumnStride { get; }

    /// <summary>Rows [firstRow, endRow) and columns [firstColumn, endColumn).</summary>
    public MatrixView Slice(int firstRow, int endRow, int firstColumn, int endColumn) => new(
        Data + (firstRow * RowStride) + (firstColumn * ColumnStride), endRow - firstRow, endColumn - firstColumn, RowStride, ColumnStride);
}
