using Elbo.Models;

namespace Elbo.Tests.Models;

public sealed class MultDaeTests() : ModelContract("mult-dae", new MultDaeOptions { LatentSize = 16 });
