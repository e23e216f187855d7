using Elbo.Models;
using Elbo.Onnx;
using Elbo.Tests.Models;
using Elbo.Training;
using TorchSharp;

namespace Elbo.Tests.Training;

/// <summary>
/// Nothing references a tensor outside of all dispose scopes while an operation reads it, so that a garbage collection may free it
/// (docs/decisions/0014). So no use of a model may create one.
/// </summary>
[Collection(SequentialTorchTests.Name)]
public class TensorScopeTests
{
    public static TheoryData<string> Models => [.. ModelRegistry.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Training_saving_scoring_and_exporting_create_tensors_only_within_scopes(string name)
    {
        using TempFolder folder = new();
        ModelDescriptor entry = ModelRegistry.Find(name);
        torch.manual_seed(7);
        using Model model = entry.Create(new ModelContext(Checkerboard.Items), (ModelOptions)Activator.CreateInstance(entry.OptionsType)!);
        float[] scores = new float[Checkerboard.NewUsers.RowCount * Checkerboard.Items];
        TrainingOptions options = new() { Epochs = 2, BatchSize = 20, Patience = 1, MaxGradientNorm = 1 };
        long before = Outside();

        Trainer trainer = new(options, new() { Seed = 7 }, [new CheckpointWriter(folder.FullPath, "fingerprint")]);
        trainer.Train(model, Checkerboard.Train, trained =>
        {
            trained.Score(Checkerboard.NewUsers, 0, Checkerboard.NewUsers.RowCount, scores);
            return scores[0];
        });
        if (model is ILatentModel latent)
        {
            latent.Encode(Checkerboard.NewUsers, 0, 1);
            latent.ItemVectors();
        }

        RankingGraph.Build(model.ItemCount, WeightPrecision.Float32, model.BuildScoringGraph).ToBytes();
        Checkpoint.Save(folder.GetPath("model.safetensors"), model, new TrainingProgress(), "data");
        Checkpoint.Load(folder.GetPath("model.safetensors"), "data").Restore(model);

        Assert.Equal(0, Outside() - before);
    }

    private static long Outside() => DisposeScopeManager.Statistics.CreatedOutsideScopeCount;
}
