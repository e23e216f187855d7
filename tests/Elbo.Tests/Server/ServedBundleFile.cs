using Elbo.Tests.Inference;

namespace Elbo.Tests.Server;

/// <summary>The bundle that the servers of the tests serve: EASE over twelve items, "i0" to "i11", made once.</summary>
internal static class ServedBundleFile
{
    private static readonly Lazy<byte[]> Content = new(() =>
    {
        using TrainedBundle bundle = new();
        return File.ReadAllBytes(bundle.Path);
    });

    public static void Write(string path) => File.WriteAllBytes(path, Content.Value);
}
