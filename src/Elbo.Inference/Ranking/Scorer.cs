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

    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly OrtValue one = OrtValue.CreateTensorValueFromMemory(new long[] { 1 }, [1]);
    private readonly long perItem;

    public Scorer(byte[] model, BundleManifest manifest, int threads)
    {
        ItemCount = manifest.ItemCount;
        bool sums = manifest.Scores == ScoreKind.Weights;
        perItem = sums ? manifest.ItemCount : LatentRow;
        MostRows = sums ? (int)Math.Max(1, MostGathered / ((long)manifest.ItemCount * KnnNeighbours)) : int.MaxValue;
        using SessionOptions options = new()
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            EnableMemoryPattern = false,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Waiting threads would burn the processors that answer other people.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        session = new InferenceSession(model, options);
    }

    public int ItemCount { get; }

    /// <summary>The most people in one run.</summary>
    public int MostRows { get; }

    /// <summary>Whether one run may hold so many people with so long histories.</summary>
    public bool Fits(int rows, int longest) => rows <= 1 || (rows <= MostRows && rows * (long)longest * perItem <= MostGathered);

    /// <summary>Scores some people; items of a history have minus infinity.</summary>
    /// <param name="histories">Columns of items, oldest first, each once.</param>
    /// <param name="use">Given each person's place and scores, one per item, which it may change; they are gone afterwards.</param>
    public void Score(IReadOnlyList<int[]> histories, Action<int, Span<float>> use)
    {
        int rows = histories.Count;
        int length = 1;
        foreach (int[] history in histories)
        {
            length = Math.Max(length, history.Length);
        }

        long[] items = ArrayPool<long>.Shared.Rent(rows * length);
        long[] lengths = ArrayPool<long>.Shared.Rent(rows);
        try
        {
            Fill(histories, length, items, lengths);
            using OrtValue itemsValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, items.AsMemory(0, rows * length), [rows, length]);
            using OrtValue lengthsValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, lengths.AsMemory(0, rows), [rows]);
            using OrtValue excluded = OrtValue.CreateTensorValueFromMemory(Array.Empty<long>(), [rows, 0]);
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, Inputs, [itemsValue, lengthsValue, excluded, one], Outputs);
            Span<float> scores = outputs[0].GetTensorMutableDataAsSpan<float>();
            for (int row = 0; row < rows; row++)
            {
                use(row, scores.Slice(row * ItemCount, ItemCount));
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(items);
            ArrayPool<long>.Shared.Return(lengths);
        }
    }

    public void Dispose()
    {
        session.Dispose();
        run.Dispose();
        one.Dispose();
    }

    private static void Fill(IReadOnlyList<int[]> histories, int length, long[] items, long[] lengths)
    {
        for (int row = 0; row < histories.Count; row++)
        {
            int[] history = histories[row];
            lengths[row] = history.Length;
            Span<long> own = items.AsSpan(row * length, length);
            for (int place = 0; place < history.Length; place++)
            {
                own[place] = history[place];
            }

            own[history.Length..].Clear();
        }
    }
}
