using Elbo.IO;
using Elbo.Models;

namespace Elbo.Training;

/// <summary>The current training, as its callbacks see it.</summary>
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

    /// <summary>The model with its current weights.</summary>
    public Model Model { get; }

    /// <summary>The training options.</summary>
    public TrainingOptions Options { get; }

    /// <summary>The progress so far.</summary>
    public TrainingProgress Progress { get; internal set; }

    /// <summary>Number of updates per epoch.</summary>
    public int UpdatesPerEpoch { get; }

    /// <summary>True once a callback has requested the end of training.</summary>
    public bool IsStopRequested { get; private set; }

    /// <summary>Ends training after the current epoch.</summary>
    public void RequestStop() => IsStopRequested = true;

    /// <summary>The optimizers' state by phase and name, as needed for an exact resume; valid until the next step.</summary>
    internal IReadOnlyDictionary<string, TensorData> SaveOptimizers() => saveOptimizers();
}
