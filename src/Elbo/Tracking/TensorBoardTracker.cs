using System.Text;
using TorchSharp;
using TorchSharp.Modules;

namespace Elbo.Tracking;

/// <summary>Writes event files for TensorBoard into the run folder: <c>tensorboard --logdir runs</c> shows them all.</summary>
internal sealed class TensorBoardTracker : ITracker
{
    /// <summary>The folder of the event files within the run folder.</summary>
    public const string Folder = "tensorboard";

    private SummaryWriter? writer;

    /// <inheritdoc />
    public string Name => "tensorboard";

    /// <inheritdoc />
    public void Start(RunMetadata run)
    {
        ArgumentNullException.ThrowIfNull(run);
        writer = torch.utils.tensorboard.SummaryWriter(Path.Combine(run.Folder, Folder));
        writer.add_text("parameters", Table(run.Parameters), 0);
        writer.add_text("tags", Table(run.Tags), 0);
    }

    /// <inheritdoc />
    public void Log(MetricPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        foreach ((string name, double value) in point.Values)
        {
            writer?.add_scalar(name, (float)value, (int)point.Update, point.Time.ToUnixTimeSeconds());
        }
    }

    /// <inheritdoc />
    public void Complete(RunCompletion completion)
    {
        // Each value is written when it is logged.
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }

    /// <summary>A Markdown table, which TensorBoard renders.</summary>
    private static string Table(IReadOnlyDictionary<string, string> rows)
    {
        StringBuilder text = new("| name | value |\n|---|---|\n");
        foreach ((string name, string value) in rows)
        {
            text.Append("| ").Append(name).Append(" | ").Append(value.Replace("|", "\\|", StringComparison.Ordinal)).Append(" |\n");
        }

        return text.ToString();
    }
}
