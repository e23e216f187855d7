using static TorchSharp.torch;

namespace Elbo.Tests.Models;

/// <summary>
/// Tests that use torch's global generator or count live tensors: they run one at a time, with no other tests
/// in parallel.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class SequentialTorchTests : ICollectionFixture<SingleTorchThreadFixture>
{
    public const string Name = "sequential torch tests";
}

/// <summary>Tiny models are slower with several threads, and much slower on a busy machine.</summary>
public class SingleTorchThreadFixture
{
    public SingleTorchThreadFixture() => set_num_threads(1);
}
