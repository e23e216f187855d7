using System.Buffers;
using Elbo.Inference.Bundles;
using Microsoft.ML.OnnxRuntime;

namespace Elbo.Inference.Scoring;

/// <summary>Runs the model, which scores all items for histories. Safe for concurrent use.</summary>
internal sealed class OnnxScorer : IDisposable
{
    // Maximum number of values that one run may gather for the items of histories: 16 MiB.
    private const long MaxGatheredNumbers = 4 << 20;

    // A generous embedding size for latent models; models with additive scores may gather one number per item.
    private const int LatentRowWidth = 1_024;

    // ItemKnn looks up this many neighbors for each item it scores.
    private const int KnnNeighborCount = 128;

    private static readonly string[] Outputs = [BundleFormat.Graph.Scores];

    private readonly string path;
    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly OrtValue kOfOne = OrtValue.CreateTensorValueFromMemory(new long[] { 1 }, [1]);
    private readonly long gatheredPerItem;
    private readonly string[] inputs;
    private readonly bool usesTimes;

    /// <summary>Loads the graph and runs it once.</summary>
    /// <exception cref="ElboException">ONNX Runtime cannot load or run it.</exception>
    public OnnxScorer(byte[] model, BundleManifest manifest, int threads, string path)
    {
        this.path = path;
        ItemCount = manifest.ItemCount;
        usesTimes = manifest.UsesTimes;
        inputs = BundleFormat.Graph.Inputs(usesTimes);
        bool isAdditive = manifest.ScoreKind == ScoreKind.Additive;
        gatheredPerItem = isAdditive ? manifest.ItemCount : LatentRowWidth;
        MaxBatchSize = (int)Math.Max(1, MaxGatheredNumbers / ((long)manifest.ItemCount * (isAdditive ? KnnNeighborCount : 1)));
        session = WrapErrors("load", () => Open(model, threads));
        try
        {
            Score([new History(new int[1])], (_, _) => { });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int ItemCount { get; }

    /// <summary>Largest number of histories in one run.</summary>
    public int MaxBatchSize { get; }

    /// <summary>True where one run can take this many histories of this length within the memory limit.</summary>
    public bool FitsInOneRun(int rows, int maxLength) => rows <= 1 || (rows <= MaxBatchSize && rows * (long)maxLength * gatheredPerItem <= MaxGatheredNumbers);

    /// <summary>Scores a batch of histories; items in a history score minus infinity.</summary>
    /// <param name="histories">Item indices, oldest first, each once.</param>
    /// <param name="onScores">Called with each row and its scores, one per item, which it may overwrite; they are valid during the call only.</param>
    /// <exception cref="ElboException">ONNX Runtime cannot run the graph.</exception>
    public void Score(IReadOnlyList<History> histories, Action<int, Span<float>> onScores)
    {
        int rows = histories.Count;
        int length = 1;
        foreach (History history in histories)
        {
            length = Math.Max(length, history.Length);
        }

        // The lengths, then one row of items per history, then one row of times if the model uses them.
        long[] buffer = ArrayPool<long>.Shared.Rent(rows * (1 + (usesTimes ? 2 * length : length)));
        float[] scores = ArrayPool<float>.Shared.Rent(rows * ItemCount);
        try
        {
            FillInputs(histories, length, buffer, usesTimes);
            WrapErrors("run", () => Run(rows, length, buffer, scores));
            for (int row = 0; row < rows; row++)
            {
                onScores(row, scores.AsSpan(row * ItemCount, ItemCount));
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(buffer);
            ArrayPool<float>.Shared.Return(scores);
        }
    }

    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
        kOfOne.Dispose();
    }

    private bool Run(int rows, int length, long[] buffer, float[] scores)
    {
        using OrtValue lengths = CreateValue(buffer.AsMemory(0, rows), [rows]);
        using OrtValue items = CreateValue(buffer.AsMemory(rows, rows * length), [rows, length]);
        using OrtValue excluded = OrtValue.CreateTensorValueFromMemory(Array.Empty<long>(), [rows, 0]);
        using OrtValue output = CreateValue(scores.AsMemory(0, rows * ItemCount), [rows, ItemCount]);
        using OrtValue? times = usesTimes ? CreateValue(buffer.AsMemory(rows * (1 + length), rows * length), [rows, length]) : null;
        session.Run(runOptions, inputs, times is null ? [items, lengths, excluded, kOfOne] : [items, lengths, excluded, kOfOne, times], Outputs, [output]);
        return true;
    }

    private static OrtValue CreateValue<T>(Memory<T> memory, long[] shape)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory, shape);

    private static InferenceSession Open(byte[] model, int threads)
    {
        using SessionOptions options = new()
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,

            // Runs differ in size, and an arena would keep the memory of the largest run.
            EnableCpuMemArena = false,
            EnableMemoryPattern = false,

            // Errors are thrown as exceptions.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Spinning threads would take processor time from other requests.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(model, options);
    }

    private T WrapErrors<T>(string operation, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (OnnxRuntimeException error)
        {
            throw new ElboException($"{path}: ONNX Runtime cannot {operation} its model ({error.Message}); export it again", error);
        }
    }

    private static void FillInputs(IReadOnlyList<History> histories, int length, long[] buffer, bool usesTimes)
    {
        int rows = histories.Count;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<int> items = histories[row].Items.Span;
            buffer[row] = items.Length;
            Span<long> rowItems = buffer.AsSpan(rows + (row * length), length);
            for (int position = 0; position < items.Length; position++)
            {
                rowItems[position] = items[position];
            }

            rowItems[items.Length..].Clear();
            if (usesTimes)
            {
                // 0 where times are unknown.
                Span<long> rowTimes = buffer.AsSpan((rows * (1 + length)) + (row * length), length);
                rowTimes.Clear();
                histories[row].Times.Span.CopyTo(rowTimes);
            }
        }
    }
}
