using Elbo.IO;
using Elbo.Models;

namespace Elbo.Training;

/// <summary>A training under way, as its callbacks see it.</summary>
public sealed class TrainingContext
{
    private readonly Func<IReadOnlyDictionary<string, TensorData>> saveOptimizers;

    internal TrainingContext(
        Model model, TrainingOptions options, TrainingProgress progress, int updatesPerEpoch, Func<IReadOnlyDictionary<string, TensorData>> saveOptimizers)
    {
        Model = model;
        Options = options;
        Progress = progress;
        UpdatesPerEpoch = updatesPerEpoch;
        this.saveOptimizers = saveOptimizers;
    }

    /// <summary>The model as it stands now.</summary>
    public Model Model { get; }

    /// <summary>How it is trained.</summary>
    public TrainingOptions Options { get; }

    /// <summary>How far it is.</summary>
    public TrainingProgress Progress { get; internal set; }

    /// <summary>Updates that one epoch takes.</summary>
    public int UpdatesPerEpoch { get; }

    /// <summary>True once a callback has asked for the end.</summary>
    public bool IsStopRequested { get; private set; }

    /// <summary>Ends the training after the epoch under way.</summary>
    public void RequestStop() => IsStopRequested = true;

    /// <summary>The optimisers' state by phase and name, as needed to go on exactly; valid until the next step.</summary>
    public IReadOnlyDictionary<string, TensorData> SaveOptimizers() => saveOptimizers();
}
