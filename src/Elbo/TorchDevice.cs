using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo;

/// <summary>Opens the device of a run and sets torch's number of threads.</summary>
internal static class TorchDevice
{
    /// <summary>Opens the device that a context names.</summary>
    /// <exception cref="ElboException">The name is not a device, or the machine or this build has no such device.</exception>
    public static Device Open(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        string name = context.Device;
        int? index = name switch
        {
            "cpu" => null,
            "cuda" => 0,
            _ when name.StartsWith("cuda:", StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) => parsed,
            _ => throw new ElboException($"'{name}' is not a device; use cpu, cuda or cuda:n, such as cuda:0"),
        };
        set_num_threads(context.Threads);
        if (index is null)
        {
            return CPU;
        }

        int count = cuda.is_available() ? cuda.device_count() : 0;
        return index < count
            ? device(DeviceType.CUDA, index.Value)
            : throw new ElboException(count == 0
                ? $"device {name}: this build or this machine has no CUDA; use --device cpu, or build for a GPU as docs/gpu.md describes"
                : $"device {name}: the machine has {count} CUDA devices, cuda:0 to cuda:{count - 1}");
    }
}
