using Elbo.Data;
using Elbo.Inference.Bundles;
using Elbo.Models;
using Elbo.Onnx;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Elbo.Benchmarks;

/// <summary>A model's ONNX graph as a <see cref="Model"/>, so that the evaluator can measure it.</summary>
/// <remarks>Items of the history score minus infinity, because the graph masks them.</remarks>
internal sealed class OnnxModel : Model
{
    // EASE's graph gathers a row of weights for each item of each history; this bounds it to 256 MB.
    private const long MaxElements = 1L << 26;

    private readonly InferenceSession session;
    private readonly RunOptions run = new();

    public OnnxModel(Model model, byte[] graph, int threads)
        : base(new ModelContext(model.ItemCount))
    {
        ScoreKind = model.ScoreKind;
        using SessionOptions options = new() { IntraOpNumThreads = threads, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        session = new InferenceSession(graph, options);
    }

    public override ScoreKind ScoreKind { get; }

    public override IReadOnlyDictionary<string, Tensor> State => throw new NotSupportedException();

    public override void Score(InteractionMatrix histories, int firstRow, int rowCount, Span<float> scores)
    {
        int done = 0;
        while (done < rowCount)
        {
            int count = CountRowsPerRun(histories, firstRow + done, rowCount - done);
            Run(histories, firstRow + done, count, scores.Slice(done * ItemCount, count * ItemCount));
            done += count;
        }
    }

    public override OnnxValue BuildScoringGraph(OnnxGraphBuilder graph, OnnxHistoryInputs histories) => throw new NotSupportedException();

    public override void LoadState(IReadOnlyDictionary<string, Tensor> state) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        session.Dispose();
        run.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>How many of the next rows fit into one run; at least one.</summary>
    private int CountRowsPerRun(InteractionMatrix histories, int firstRow, int maxRows)
    {
        int count = 1;
        long longest = histories.RowLength(firstRow);
        while (count < maxRows)
        {
            longest = Math.Max(longest, histories.RowLength(firstRow + count));
            if ((count + 1) * longest * ItemCount > MaxElements)
            {
                break;
            }

            count++;
        }

        return count;
    }

    private void Run(InteractionMatrix histories, int firstRow, int rowCount, Span<float> scores)
    {
        int[][] rows = [.. Enumerable.Range(firstRow, rowCount).Select(row => histories.Row(row).ToArray())];
        int longest = Math.Max(1, rows.Max(row => row.Length));
        long[] items = [.. rows.SelectMany(row => row.Concat(Enumerable.Repeat(0, longest - row.Length))).Select(item => (long)item)];
        using OrtValue itemsValue = OrtValue.CreateTensorValueFromMemory(items, [rowCount, longest]);
        using OrtValue lengths = OrtValue.CreateTensorValueFromMemory(rows.Select(row => (long)row.Length).ToArray(), [rowCount]);
        using OrtValue excluded = OrtValue.CreateTensorValueFromMemory(Array.Empty<long>(), [rowCount, 0]);
        using OrtValue k = OrtValue.CreateTensorValueFromMemory(new long[] { 1 }, [1]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
            run,
            new Dictionary<string, OrtValue>
            {
                [BundleFormat.Graph.Items] = itemsValue,
                [BundleFormat.Graph.Lengths] = lengths,
                [BundleFormat.Graph.Excluded] = excluded,
                [BundleFormat.Graph.K] = k,
            },
            [BundleFormat.Graph.Scores]);
        outputs[0].GetTensorDataAsSpan<float>().CopyTo(scores);
    }
}
