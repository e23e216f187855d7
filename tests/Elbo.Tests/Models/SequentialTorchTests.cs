using static TorchSharp.torch;

namespace Elbo.Tests.Models;

/// <summary>
/// Tests that draw from torch's one generator or count live tensors: they run one after the other, with nothing else
/// beside them.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class SequentialTorchTests : ICollectionFixture<SingleTorchThreadFixture>
{
    public const string Name = "alone with torch";
}

/// <summary>Tiny models are slower on several threads, and much slower where others use the processors too.</summary>
public class SingleTorchThreadFixture
{
    public SingleTorchThreadFixture() => set_num_threads(1);
}
