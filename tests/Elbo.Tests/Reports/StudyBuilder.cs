using System.Text.Json.Nodes;
using Elbo.Search;

namespace Elbo.Tests.Reports;

/// <summary>Studies as a search would create them, with random numbers.</summary>
internal static class StudyBuilder
{
    public static StudySummary Create(IReadOnlyList<TrialSummary> trials, IReadOnlyList<string>? parameters = null, bool maximize = true) => new(
        "synthetic", "svae-temporal", "svae", "ndcg@100", maximize, "tpe", "asha", 42, "0123", parameters ?? [], trials);

    public static TrialSummary Trial(int number, double? value, TrialState state = TrialState.Completed, double start = 0, double seconds = 10, params (string Name, JsonNode? Value)[] values) => new(
        number, state, values.ToDictionary(pair => pair.Name, pair => pair.Value), value, value is { } last ? [new TrialMetric(1, last, seconds)] : [], seconds, start, null, null);

    /// <summary>A study of typical size: numbers on both scales, choices, a conditional option, stopped and failed trials.</summary>
    public static StudySummary Large(int trials, int epochs = 20)
    {
        DeterministicRandom random = new(seed: 5);
        return Create([.. Enumerable.Range(0, trials).Select(number => Draw(number, epochs, random))], ["training.learningRate", "options.dropout", "options.latentSize", "options.annealing.kind", "options.annealing.steps", "options.hiddenSizes"]);
    }

    private static TrialSummary Draw(int number, int epochs, DeterministicRandom random)
    {
        double rate = Math.Pow(10, -4 + (2 * random.NextDouble()));
        bool linear = random.NextInt(2) == 0;
        Dictionary<string, JsonNode?> values = new()
        {
            ["training.learningRate"] = rate,
            ["options.dropout"] = random.NextDouble(),
            ["options.latentSize"] = 32 << random.NextInt(4),
            ["options.annealing.kind"] = linear ? "linear" : "constant",
            ["options.hiddenSizes"] = random.NextInt(2) == 0 ? new JsonArray() : new JsonArray(600, 200),
        };
        if (linear)
        {
            values["options.annealing.steps"] = 1000 * (1 + random.NextInt(20));
        }

        double level = 0.33 - (0.03 * Math.Pow(Math.Log10(rate) + 3, 2)) + (0.004 * random.NextNormal());
        bool pruned = number > 5 && random.NextInt(3) == 0;
        TrialMetric[] curve = [.. Enumerable.Range(1, pruned ? 3 : epochs).Select(epoch =>
            new TrialMetric(epoch, (level * (1 - (0.5 * Math.Exp(-epoch / 3.0)))) + (0.001 * random.NextNormal()), 9.0 * epoch))];
        return number == 7
            ? new TrialSummary(number, TrialState.Failed, values, null, curve[..1], 12, number * 60, null, "the training loss is not a number in epoch 2")
            : new TrialSummary(number, pruned ? TrialState.Pruned : TrialState.Completed, values, pruned ? null : curve.Max(point => point.Value), curve, curve[^1].Seconds, number * 60, null, null);
    }
}
