using Elbo.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Tests.Models;

/// <summary>Arbitrary weights that C# and Golden/models.py generate in the same way: 0.5 sin(1.7 i + phase).</summary>
internal static class DeterministicWeights
{
    public static float[] Values(long count, double phase) =>
        [.. Enumerable.Range(0, (int)count).Select(i => (float)(0.5 * Math.Sin((1.7 * i) + phase)))];

    public static Tensor Create(double phase, params long[] shape) => tensor(Values(shape.Aggregate(1L, (x, y) => x * y), phase), shape);

    /// <summary>Fills a model's weights, the n-th in the order of names with phase n.</summary>
    public static void Fill(Model model)
    {
        string[] names = [.. model.State.Keys.Order(StringComparer.Ordinal)];
        model.LoadState(names.Select((name, n) => (name, n)).ToDictionary(x => x.name, x => Create(x.n, model.State[x.name].shape)));
    }

    /// <summary>The norm of each weight's gradient, in the order of names; 0 for a weight without a gradient.</summary>
    public static double[] GradientNorms(GradientModel model) =>
    [
        .. model.Phases[0].Parameters.OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => GradientOf(model.Phases[0], p.Parameter) is { } gradient ? gradient.norm().item<float>() : 0),
    ];

    /// <summary>A weight's gradient as a dense tensor, even if it is stored by rows; null without a gradient.</summary>
    public static Tensor? GradientOf(TrainingPhase phase, Parameter parameter) =>
        phase.Tables.FirstOrDefault(table => table.Weight.Handle == parameter.Handle)?.ToDenseGradient() ?? parameter.grad;

    public static void AssertClose(double[] expected, IReadOnlyCollection<double> actual, double relative = 2e-5)
    {
        Assert.Equal(expected.Length, actual.Count);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, (relative * Math.Abs(pair.First)) + 1e-7));
    }

    public static void AssertClose(double[] expected, IReadOnlyCollection<float> actual, double relative = 2e-5) =>
        AssertClose(expected, [.. actual.Select(value => (double)value)], relative);
}
