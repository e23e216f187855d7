using System.Text.Json;
using Elbo.IO;
using Elbo.Models;
using Elbo.Training.Optimizers;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>
/// The state of training as one safetensors file: the weights under "model/", the optimizers' state under
/// "optimizer/", and progress and fingerprint in the metadata. The file is replaced as a whole, so it is complete or absent.
/// </summary>
internal sealed class Checkpoint
{
    private const int FormatVersion = 3;
    private const string ModelPrefix = "model/";
    private const string OptimizerPrefix = "optimizer/";

    private readonly TensorFile file;
    private readonly Checkpoint? best;

    private Checkpoint(TensorFile file, TrainingProgress progress, Checkpoint? best)
    {
        this.file = file;
        this.best = best;
        Progress = progress;
    }

    /// <summary>The progress of the training.</summary>
    public TrainingProgress Progress { get; }

    /// <summary>Writes the state of training; without the optimizers it can be used for scoring, but not to resume.</summary>
    /// <param name="path">The file, replaced as a whole.</param>
    /// <param name="model">The weights.</param>
    /// <param name="progress">The progress of the training.</param>
    /// <param name="fingerprint">Fingerprint of data and options.</param>
    /// <param name="optimizers">State by phase and name; null to omit it.</param>
    public static void Save(
        string path, Model model, TrainingProgress progress, string fingerprint, IReadOnlyDictionary<string, TensorData>? optimizers = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Dictionary<string, TensorData> tensors = model.State.ToDictionary(
            pair => ModelPrefix + pair.Key, pair => TensorConversion.ToData(pair.Value));
        foreach ((string name, TensorData state) in optimizers ?? new Dictionary<string, TensorData>())
        {
            tensors[OptimizerPrefix + name] = state;
        }

        SafeTensors.Write(path, tensors, new Dictionary<string, string>
        {
            ["elboCheckpoint"] = FormatVersion.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["fingerprint"] = fingerprint,
            ["progress"] = JsonSerializer.Serialize(progress, JsonFormat.Line),
        });
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fingerprint">Fingerprint of data and options; a checkpoint with a different one is refused.</param>
    /// <param name="bestPath">The best epoch's checkpoint, needed to resume; null if it is not needed or does not exist yet.</param>
    /// <exception cref="ElboException">The file is missing, damaged, of another version, or of other data or options.</exception>
    public static Checkpoint Load(string path, string fingerprint, string? bestPath = null)
    {
        TensorFile file = SafeTensors.Read(path);
        string Metadata(string key) => file.Metadata.TryGetValue(key, out string? value)
            ? value
            : throw new ElboException($"{path}: is not an Elbo checkpoint (no '{key}'); train again, or choose another run");

        if (Metadata("elboCheckpoint") is string version && version != $"{FormatVersion}")
        {
            throw new ElboException($"{path}: checkpoint format {version}, this program reads {FormatVersion}; use the Elbo version that wrote it");
        }

        if (Metadata("fingerprint") != fingerprint)
        {
            throw new ElboException($"{path}: was trained on other data, split or options; use the original ones, or train into a new folder");
        }

        try
        {
            TrainingProgress progress = JsonSerializer.Deserialize<TrainingProgress>(Metadata("progress"), JsonFormat.Line) ?? new TrainingProgress();
            return new Checkpoint(file, progress, bestPath is null ? null : Load(bestPath, fingerprint));
        }
        catch (JsonException error)
        {
            throw new ElboException($"{path}: its progress is invalid ({error.Message}); train again", error);
        }
    }

    /// <summary>Copies the saved weights into a model.</summary>
    /// <exception cref="ElboException">They do not fit the model.</exception>
    public void Restore(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using IDisposable scope = NewDisposeScope();
        model.LoadState(ReadWeights());
    }

    internal void Restore(Model model, IReadOnlyDictionary<string, IParameterOptimizer> optimizers, BestWeightsSnapshot bestWeights)
    {
        Restore(model);
        foreach ((string phase, IParameterOptimizer optimizer) in optimizers)
        {
            string prefix = $"{OptimizerPrefix}{phase}/";
            Dictionary<string, TensorData> state = file.Tensors
                .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);
            if (state.Count == 0)
            {
                throw new ElboException("the checkpoint has no optimizer state, so training cannot resume from it; use last.safetensors");
            }

            optimizer.Load(state);
        }

        // Without validation there is no best epoch, and the file has the latest weights.
        if (best is not null && Progress.Best is not null)
        {
            using IDisposable scope = NewDisposeScope();
            bestWeights.Capture(best.ReadWeights());
        }
    }

    private Dictionary<string, Tensor> ReadWeights() => file.Tensors
        .Where(pair => pair.Key.StartsWith(ModelPrefix, StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key[ModelPrefix.Length..], pair => TensorConversion.ToTensor(pair.Value));
}
