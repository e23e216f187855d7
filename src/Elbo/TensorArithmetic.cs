using TorchSharp;
using static TorchSharp.torch;

namespace Elbo;

/// <summary>Arithmetic of tensors and numbers that replaces TorchSharp's operators.</summary>
/// <remarks>
/// TorchSharp turns a number into a native scalar whose managed owner is unreachable once the call begins: a garbage
/// collection on another thread may free it while torch reads it, which makes training fail or the process crash. The sum of
/// two tensors has such a number too, its factor 1. Here each scalar lives until its call returns; a test ensures that no
/// other code uses the operators. See docs/decisions/0014.
/// </remarks>
internal static class TensorArithmetic
{
    // Referenced by a static field, so that it is never freed.
    private static readonly Scalar One = 1;

    /// <summary>a + b.</summary>
    public static Tensor Add(this Tensor a, Tensor b) => a.add(b, One);

    /// <summary>a + b, in place.</summary>
    public static Tensor AddInPlace(this Tensor a, Tensor b) => a.add_(b, One);

    /// <summary>a + factor * b, in place.</summary>
    public static Tensor AddInPlace(this Tensor a, Tensor b, double factor)
    {
        using Scalar scalar = factor;
        return a.add_(b, scalar);
    }

    /// <summary>a + number, in place.</summary>
    public static Tensor AddInPlace(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.add_(scalar);
    }

    /// <summary>a - number.</summary>
    public static Tensor Subtract(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.sub(scalar);
    }

    /// <summary>a times number.</summary>
    public static Tensor Multiply(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.mul(scalar);
    }

    /// <summary>a times number, in place.</summary>
    public static Tensor MultiplyInPlace(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.mul_(scalar);
    }

    /// <summary>a / number.</summary>
    public static Tensor Divide(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.div(scalar);
    }

    /// <summary>a with its values limited to a range.</summary>
    public static Tensor Clamp(this Tensor a, double min, double max)
    {
        using Scalar from = min;
        using Scalar to = max;
        return a.clamp(from, to);
    }

    /// <summary>a with rows added at the given row indices.</summary>
    public static Tensor IndexAdd(this Tensor a, Tensor indices, Tensor rows) => a.index_add(0, indices, rows, One);

    /// <summary>a + factor * b * c, elementwise, in place.</summary>
    public static Tensor AddProductInPlace(this Tensor a, Tensor b, Tensor c, double factor)
    {
        using Scalar scalar = factor;
        return a.addcmul_(b, c, scalar);
    }

    /// <summary>a + factor * b / c, elementwise, in place.</summary>
    public static Tensor AddQuotientInPlace(this Tensor a, Tensor b, Tensor c, double factor)
    {
        using Scalar scalar = factor;
        return a.addcdiv_(b, c, scalar);
    }
}
