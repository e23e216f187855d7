using Elbo.Models;

namespace Elbo.Tests.Models;

public sealed class AutoencoderTests() : ModelContract("autoencoder", new AutoencoderOptions { LatentSize = 16 });
