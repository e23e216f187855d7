using Elbo.Inference;
using Elbo.Tests.Models;

namespace Elbo.Tests.Inference;

/// <summary>Corrupted graphs that pass validation: ONNX Runtime refuses them, or they run.</summary>
public sealed class GraphFuzzTests : IDisposable
{
    private const int Count = 2_000;
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_corrupted_graph_is_refused_or_runs()
    {
        string path = folder.GetPath("corrupted.elbo");
        int answered = 0;
        for (int seed = 0; seed < Count; seed++)
        {
            DeterministicRandom random = new(seed, stream: 2);
            byte[] graph = [.. BundleBuilder.Graph];
            for (int changes = random.NextInt(3); changes >= 0; changes--)
            {
                graph[random.NextInt(graph.Length)] ^= (byte)(1 << random.NextInt(8));
            }

            BundleBuilder.Write(path, graph: graph);
            try
            {
                using Recommender recommender = Recommender.Load(path);
                Assert.InRange(recommender.Recommend(["a"], 10).Items.Count, 0, 4);
                answered++;
            }
            catch (ElboException error)
            {
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(answered, 1, Count - 1);
    }
}
