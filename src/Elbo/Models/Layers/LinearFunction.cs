using Elbo.Models.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>A linear layer, x W^T + b, that uses <see cref="MatrixMultiplication"/> on the CPU, forward and backward.</summary>
internal sealed class LinearFunction : autograd.SingleTensorFunction<LinearFunction>
{
    /// <inheritdoc />
    public override string Name => nameof(LinearFunction);

    /// <summary>The layer's output for rows x; rows x output size.</summary>
    public static Tensor Compute(Linear layer, Tensor x) => Compute(x, layer.weight!, layer.bias!);

    /// <summary>x W^T + b.</summary>
    public static Tensor Compute(Tensor x, Tensor weight, Tensor bias) => x.device_type == DeviceType.CPU
        ? apply(x.contiguous(), weight, bias)
        : nn.functional.linear(x, weight, bias);

    /// <inheritdoc />
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        (Tensor x, Tensor weight, Tensor bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        ctx.save_for_backward([x, weight]);
        Tensor output = empty(x.shape[0], weight.shape[0]);
        using Tensor transposed = weight.t();
        MatrixMultiplication.Multiply(output, x, transposed);
        return output.AddInPlace(bias);
    }

    /// <inheritdoc />
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        List<Tensor> saved = ctx.get_saved_variables();
        (Tensor x, Tensor weight) = (saved[0], saved[1]);
        using Tensor upstream = grad_output.contiguous();
        using Tensor transposed = upstream.t();
        Tensor? inputGradient = x.requires_grad ? empty_like(x) : null;
        if (inputGradient is not null)
        {
            MatrixMultiplication.Multiply(inputGradient, upstream, weight);
        }

        // A frozen layer needs no gradient.
        Tensor? weightGradient = weight.requires_grad ? empty_like(weight) : null;
        if (weightGradient is not null)
        {
            MatrixMultiplication.Multiply(weightGradient, transposed, x);
        }

        // A literal 0 would be converted to a type, and the sum would be over all elements.
        return [inputGradient!, weightGradient!, upstream.sum([0L])];
    }
}
