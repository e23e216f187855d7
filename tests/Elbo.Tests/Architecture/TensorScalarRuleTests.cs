using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Architecture;

/// <summary>
/// Numbers are passed to torch only in ways in which the garbage collector cannot free them too early (see <c>TensorArithmetic</c>), in
/// the library and in the benchmarks' baselines.
/// </summary>
/// <remarks>A test and no analyzer: BannedApiAnalyzers does not look at compound assignments such as <c>a += b</c> (docs/decisions/0014).</remarks>
public class TensorScalarRuleTests
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void Elbo_passes_numbers_to_torch_only_through_TensorArithmetic()
    {
        Type[] types = typeof(RunContext).Assembly.GetTypes();
        string[] safe = [.. ForbiddenCalls(types.Single(type => type.FullName == "Elbo.TensorArithmetic"))];
        Assert.True(safe.Length > 5, "the search for calls finds none");

        Assert.Empty(types.Where(type => type.FullName != "Elbo.TensorArithmetic").SelectMany(ForbiddenCalls));
    }

    [Fact]
    public void The_benchmarks_pass_numbers_to_torch_only_through_TensorArithmetic() =>
        Assert.Empty(Assembly.Load("Elbo.Benchmarks").GetTypes().SelectMany(ForbiddenCalls));

    [Fact]
    public void The_rule_finds_violations()
    {
        Assert.Contains(ForbiddenCalls(typeof(ForbiddenScalarUses)), call => call.Contains("op_Addition", StringComparison.Ordinal));
        Assert.Contains(ForbiddenCalls(typeof(ForbiddenScalarUses)), call => call.Contains("op_Multiply", StringComparison.Ordinal));
        Assert.Contains(ForbiddenCalls(typeof(ForbiddenScalarUses)), call => call.Contains("clamp", StringComparison.Ordinal));
        Assert.Contains(ForbiddenCalls(typeof(ForbiddenScalarUses)), call => call.Contains("square", StringComparison.Ordinal));
        Assert.Contains(ForbiddenCalls(typeof(ForbiddenScalarUses)), call => call.Contains("Adam", StringComparison.Ordinal));
        Assert.Contains(ForbiddenCalls(typeof(ForbiddenScalarUses)), call => call.Contains("Doubled calls op_Addition", StringComparison.Ordinal));
        Assert.DoesNotContain(ForbiddenCalls(typeof(ForbiddenScalarUses)), call => call.Contains("tanh", StringComparison.Ordinal));
    }

    private static IEnumerable<string> ForbiddenCalls(Type type) => type.GetMethods(Own).Cast<MethodBase>().Concat(type.GetConstructors(Own))
        .SelectMany(method => Calls(method, type).Where(IsForbidden).Select(called => $"{type.FullName}.{method.Name} calls {called.Name}"));

    /// <summary>A scalar parameter, an operator with a number, a sum of tensors with its hidden factor, a method that creates a scalar, such as square, or one of TorchSharp's optimizers.</summary>
    private static bool IsForbidden(MethodBase called)
    {
        Type[] parameters = [.. called.GetParameters().Select(parameter => parameter.ParameterType)];
        bool operation = called.DeclaringType == typeof(Tensor) && called.Name.StartsWith("op_", StringComparison.Ordinal);
        return parameters.Any(type => type == typeof(Scalar))
            || called.DeclaringType == typeof(optim)
            || (operation && parameters.Any(type => type.IsPrimitive))
            || called is { Name: "op_Addition" or "add" or "add_" } && called.DeclaringType == typeof(Tensor)
            || (called.DeclaringType == typeof(Tensor) && Calls(called, typeof(Tensor)).Any(inner => inner is MethodInfo { ReturnType: var made } && made == typeof(Scalar)));
    }

    /// <summary>The methods of TorchSharp that a method's code calls: each call, callvirt and newobj with its token.</summary>
    private static IEnumerable<MethodBase> Calls(MethodBase method, Type type)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (int offset = 0; offset + 4 < code.Length; offset++)
        {
            if (code[offset] is 0x28 or 0x6f or 0x73 && Resolve(BitConverter.ToInt32(code, offset + 1)) is { } called
                && called.DeclaringType?.Assembly == typeof(Tensor).Assembly)
            {
                yield return called;
            }
        }

        // A byte may look like a call opcode by accident: then its token resolves to nothing.
        MethodBase? Resolve(int token)
        {
            try
            {
                return method.Module.ResolveMethod(
                    token,
                    type.IsGenericType ? type.GetGenericArguments() : null,
                    method.IsGenericMethod ? method.GetGenericArguments() : null);
            }
            catch (Exception error) when (error is ArgumentException or BadImageFormatException)
            {
                return null;
            }
        }
    }

    private static class ForbiddenScalarUses
    {
        public static Tensor Use(Tensor a, Tensor b) => (a + b).tanh() * 0.5;

        public static Tensor Bound(Tensor a) => a.clamp(0, 1);

        public static Tensor Doubled(Tensor a)
        {
            a += a;
            return a;
        }

        public static TorchSharp.Modules.Adam Optimizer(IEnumerable<TorchSharp.Modules.Parameter> parameters) => optim.Adam(parameters);

        public static Tensor Squared(Tensor a) => a.square();
    }
}
