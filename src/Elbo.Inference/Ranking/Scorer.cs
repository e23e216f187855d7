using System.Buffers;
using Elbo.Inference.Bundles;
using Microsoft.ML.OnnxRuntime;

namespace Elbo.Inference.Ranking;

/// <summary>The model: from histories to scores. Many threads may ask at once.</summary>
internal sealed class Scorer : IDisposable
{
    // Numbers that one run may gather for the histories' items: 16 MiB.
    private const long MostGathered = 4 << 20;

    // A generous width of an item's row in latent models; what scores by sums of weights may gather a number for each item.
    private const int LatentRow = 1_024;

    // ItemKnn looks this many neighbours up for each item it scores.
    private const int KnnNeighbours = 128;

    private static readonly string[] Inputs = [BundleFormat.Graph.Items, BundleFormat.Graph.Lengths, BundleFormat.Graph.Excluded, BundleFormat.Graph.K];
    private static readonly string[] Outputs = [BundleFormat.Graph.Scores];

    private readonly string path;
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly OrtValue one = OrtValue.CreateTensorValueFromMemory(new long[] { 1 }, [1]);
    private readonly long perItem;

    /// <summary>Reads the graph and lets it answer once.</summary>
    /// <exception cref="ElboException">ONNX Runtime cannot read or run it.</exception>
    public Scorer(byte[] model, BundleManifest manifest, int threads, string path)
    {
        this.path = path;
        ItemCount = manifest.ItemCount;
        bool sums = manifest.Scores == ScoreKind.Weights;
        perItem = sums ? manifest.ItemCount : LatentRow;
        MostRows = (int)Math.Max(1, MostGathered / ((long)manifest.ItemCount * (sums ? KnnNeighbours : 1)));
        session = Tried("read", () => Open(model, threads));
        try
        {
            Score([new int[1]], (_, _) => { });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int ItemCount { get; }

    /// <summary>The most people in one run.</summary>
    public int MostRows { get; }

    /// <summary>Whether one run may hold so many people with so long histories.</summary>
    public bool Fits(int rows, int longest) => rows <= 1 || (rows <= MostRows && rows * (long)longest * perItem <= MostGathered);

    /// <summary>Scores some people; items of a history have minus infinity.</summary>
    /// <param name="histories">Columns of items, oldest first, each once.</param>
    /// <param name="use">Given each person's place and scores, one per item, which it may change; they are gone afterwards.</param>
    /// <exception cref="ElboException">ONNX Runtime cannot run the graph.</exception>
    public void Score(IReadOnlyList<ReadOnlyMemory<int>> histories, Action<int, Span<float>> use)
    {
        int rows = histories.Count;
        int length = 1;
        foreach (ReadOnlyMemory<int> history in histories)
        {
            length = Math.Max(length, history.Length);
        }

        // Lengths first, then a row for each history.
        long[] numbers = ArrayPool<long>.Shared.Rent(rows * (length + 1));
        float[] scores = ArrayPool<float>.Shared.Rent(rows * ItemCount);
        try
        {
            Fill(histories, length, numbers);
            Tried("run", () => Run(rows, length, numbers, scores));
            for (int row = 0; row < rows; row++)
            {
                use(row, scores.AsSpan(row * ItemCount, ItemCount));
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(numbers);
            ArrayPool<float>.Shared.Return(scores);
        }
    }

    public void Dispose()
    {
        session.Dispose();
        run.Dispose();
        one.Dispose();
    }

    private bool Run(int rows, int length, long[] numbers, float[] scores)
    {
        using OrtValue lengths = Value(numbers.AsMemory(0, rows), [rows]);
        using OrtValue items = Value(numbers.AsMemory(rows, rows * length), [rows, length]);
        using OrtValue excluded = OrtValue.CreateTensorValueFromMemory(Array.Empty<long>(), [rows, 0]);
        using OrtValue output = Value(scores.AsMemory(0, rows * ItemCount), [rows, ItemCount]);
        session.Run(run, Inputs, [items, lengths, excluded, one], Outputs, [output]);
        return true;
    }

    private static OrtValue Value<T>(Memory<T> numbers, long[] shape)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, numbers, shape);

    private static InferenceSession Open(byte[] model, int threads)
    {
        using SessionOptions options = new()
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,

            // Runs differ in size, and what is kept for the largest would be kept for good.
            EnableCpuMemArena = false,
            EnableMemoryPattern = false,

            // Errors come as exceptions.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Waiting threads would burn the processors that answer other people.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(model, options);
    }

    private T Tried<T>(string what, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (OnnxRuntimeException error)
        {
            throw new ElboException($"{path}: ONNX Runtime cannot {what} its model ({error.Message}); export it again", error);
        }
    }

    private static void Fill(IReadOnlyList<ReadOnlyMemory<int>> histories, int length, long[] numbers)
    {
        for (int row = 0; row < histories.Count; row++)
        {
            ReadOnlySpan<int> history = histories[row].Span;
            numbers[row] = history.Length;
            Span<long> own = numbers.AsSpan(histories.Count + (row * length), length);
            for (int place = 0; place < history.Length; place++)
            {
                own[place] = history[place];
            }

            own[history.Length..].Clear();
        }
    }
}
