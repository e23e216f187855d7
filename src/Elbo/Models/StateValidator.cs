using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>Compares a saved state with the model's own before anything is overwritten.</summary>
internal static class StateValidator
{
    /// <summary>Fails unless both hold the same names.</summary>
    public static void RequireNames(IEnumerable<string> expected, IReadOnlyDictionary<string, Tensor> state)
    {
        HashSet<string> known = [.. expected];
        string[] missing = [.. known.Where(name => !state.ContainsKey(name)).Order(StringComparer.Ordinal)];
        string[] unknown = [.. state.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal)];
        if (missing.Length + unknown.Length > 0)
        {
            throw new ElboException(
                $"the saved state does not fit the model: missing [{string.Join(", ", missing)}], unknown [{string.Join(", ", unknown)}]; " +
                "it was saved by another model or with other options");
        }
    }

    /// <summary>Fails unless the tensor has the type and shape (-1: any size).</summary>
    public static Tensor RequireShape(IReadOnlyDictionary<string, Tensor> state, string name, ScalarType type, params long[] shape)
    {
        Tensor tensor = state[name];
        bool fits = tensor.dtype == type && tensor.shape.Length == shape.Length
            && tensor.shape.Zip(shape).All(pair => pair.Second == -1 || pair.First == pair.Second);
        return fits
            ? tensor
            : throw new ElboException(
                $"the saved tensor '{name}' is {tensor.dtype} [{string.Join(", ", tensor.shape)}], the model needs {type} " +
                $"[{string.Join(", ", shape)}]; it was saved with other options or another set of items");
    }
}
