using Elbo.IO;
using Elbo.Models;
using Elbo.Tests.Models;
using Elbo.Training;
using Elbo.Training.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Tests.Training.Optimizers;

[Collection(SequentialTorchTests.Name)]
public class OptimizerTests
{
    private const double LearningRate = 0.05;

    public static TheoryData<OptimizerKind, bool> Implementations => new()
    {
        { OptimizerKind.Adam, true },
        { OptimizerKind.AdamW, true },
        { OptimizerKind.Adam, false },
        { OptimizerKind.AdamW, false },
        { OptimizerKind.LazyAdam, false },
        { OptimizerKind.Adagrad, false },
        { OptimizerKind.RmsProp, false },
    };

    // Golden/models.py, optimisers: 20 steps from wave 0 with the waves 0, 1, 2 ... as gradients, PyTorch's own defaults.
    private static readonly Dictionary<OptimizerKind, double[]> Golden = new()
    {
        [OptimizerKind.Adam] = [-0.1295113, 0.2960177, 0.07698785, -0.2973061, 0.01991232, 0.2793161, -0.1113436],
        [OptimizerKind.LazyAdam] = [-0.1295113, 0.2960177, 0.07698785, -0.2973061, 0.01991232, 0.2793161, -0.1113436],
        [OptimizerKind.AdamW] = [-0.1420282, 0.3493723, 0.07963378, -0.351933, 0.03165416, 0.3312385, -0.1359698],
        [OptimizerKind.Adagrad] = [-0.04034753, 0.419133, -0.04094132, -0.3949227, 0.1604809, 0.3443315, -0.2634542],
        [OptimizerKind.RmsProp] = [-0.1138814, -0.01582201, 0.2486081, 0.0126567, -0.1715151, -0.009486534, 0.1113428],
    };

    [Theory]
    [MemberData(nameof(Implementations))]
    public void Twenty_steps_are_those_of_PyTorch(OptimizerKind kind, bool fused)
    {
        using Parameter parameter = new(DeterministicWeights.Create(0, 7));
        using IParameterOptimizer optimizer = Create(kind, fused, [parameter], weightDecay: 0.1);

        Run(optimizer, [parameter], 0, 20);

        DeterministicWeights.AssertClose(Golden[kind], parameter.data<float>().ToArray(), relative: 1e-5);
    }

    [Theory]
    [InlineData(OptimizerKind.Adam, 1)]
    [InlineData(OptimizerKind.AdamW, 1)]
    [InlineData(OptimizerKind.Adam, 13)] // Vectors and a tail.
    [InlineData(OptimizerKind.AdamW, 13)]
    [InlineData(OptimizerKind.Adam, 100_003)] // Several chunks, the last one with a tail.
    [InlineData(OptimizerKind.AdamW, 100_003)]
    public void The_fused_pass_equals_torchs_optimizer(OptimizerKind kind, int length)
    {
        using Parameter fusedParameter = new(DeterministicWeights.Create(0, length));
        using Parameter torchParameter = new(DeterministicWeights.Create(0, length));
        using IParameterOptimizer fused = Create(kind, fused: true, [fusedParameter], weightDecay: 0.01);
        using IParameterOptimizer torch = Create(kind, fused: false, [torchParameter], weightDecay: 0.01);

        Run(fused, [fusedParameter], 0, 20);
        Run(torch, [torchParameter], 0, 20);

        float[] expected = torchParameter.data<float>().ToArray();
        float[] actual = fusedParameter.data<float>().ToArray();
        int worst = Enumerable.Range(0, length).MaxBy(i => Math.Abs(expected[i] - actual[i]));
        Assert.Equal(expected[worst], actual[worst], 2e-6f);
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public void Saved_state_resumes_exactly(OptimizerKind kind, bool fused)
    {
        using Parameter straight = new(DeterministicWeights.Create(0, 9, 5));
        using Parameter paused = new(DeterministicWeights.Create(0, 9, 5));
        using IParameterOptimizer optimizer = Create(kind, fused, [straight], weightDecay: 0.01);
        Run(optimizer, [straight], 0, 12);

        Dictionary<string, TensorData> state;
        using (IParameterOptimizer before = Create(kind, fused, [paused], weightDecay: 0.01))
        {
            Run(before, [paused], 0, 5);
            state = Copy(before.Save());
        }

        using IParameterOptimizer after = Create(kind, fused, [paused], weightDecay: 0.01);
        after.Load(state);
        Run(after, [paused], 5, 12);

        Assert.Equal(straight.data<float>().ToArray(), paused.data<float>().ToArray());
        AssertSame(optimizer.Save(), after.Save());
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public void Saving_before_the_first_step_works_too(OptimizerKind kind, bool fused)
    {
        using Parameter straight = new(DeterministicWeights.Create(0, 5));
        using Parameter reloaded = new(DeterministicWeights.Create(0, 5));
        using IParameterOptimizer first = Create(kind, fused, [straight], weightDecay: 0);
        using IParameterOptimizer second = Create(kind, fused, [reloaded], weightDecay: 0);
        second.Load(first.Save());

        Run(first, [straight], 0, 3);
        Run(second, [reloaded], 0, 3);

        Assert.Equal(straight.data<float>().ToArray(), reloaded.data<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public void A_parameter_without_gradient_stays(OptimizerKind kind, bool fused)
    {
        using Parameter moved = new(DeterministicWeights.Create(0, 5));
        using Parameter still = new(DeterministicWeights.Create(1, 5));
        using IParameterOptimizer optimizer = Create(kind, fused, [still, moved], weightDecay: 0.1);

        Run(optimizer, [moved], 0, 3);

        Assert.Equal(DeterministicWeights.Values(5, 1), still.data<float>().ToArray());
        Assert.NotEqual(DeterministicWeights.Values(5, 0), moved.data<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public void Steps_leak_no_native_tensor(OptimizerKind kind, bool fused)
    {
        using Parameter parameter = new(DeterministicWeights.Create(0, 5));
        using IParameterOptimizer optimizer = Create(kind, fused, [parameter], weightDecay: 0.1);
        Run(optimizer, [parameter], 0, 1);
        long before = Tensor.TotalCount;

        Run(optimizer, [parameter], 1, 20);

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public void State_of_other_parameters_is_refused(OptimizerKind kind, bool fused)
    {
        using Parameter small = new(DeterministicWeights.Create(0, 5));
        using Parameter large = new(DeterministicWeights.Create(0, 6));
        using IParameterOptimizer optimizer = Create(kind, fused, [small], weightDecay: 0);
        using IParameterOptimizer other = Create(kind, fused, [large], weightDecay: 0);
        Run(optimizer, [small], 0, 1);

        Assert.Throws<ElboException>(() => other.Load(optimizer.Save()));
    }

    [Theory]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Adagrad)]
    [InlineData(OptimizerKind.RmsProp)]
    public void Plain_updates_equal_torchs_optimizer(OptimizerKind kind)
    {
        using Parameter own = new(DeterministicWeights.Create(0, 40, 25));
        using Parameter reference = new(DeterministicWeights.Create(0, 40, 25));
        using IParameterOptimizer optimizer = Create(kind, fused: false, [own], weightDecay: 0.01);
        using OptimizerHelper torchOptimizer = TorchOptimizer(kind, reference, weightDecay: 0.01);

        for (int step = 0; step < 50; step++)
        {
            using IDisposable scope = NewDisposeScope();
            own.grad = DeterministicWeights.Create(step, 40, 25);
            reference.grad = DeterministicWeights.Create(step, 40, 25);
            optimizer.Step(LearningRate);
            torchOptimizer.step();
        }

        Assert.All(reference.data<float>().ToArray().Zip(own.data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 2e-6f));
    }

    private static OptimizerHelper TorchOptimizer(OptimizerKind kind, Parameter parameter, double weightDecay) => kind switch
    {
        OptimizerKind.Adam => optim.Adam([parameter], LearningRate, weight_decay: weightDecay),
        OptimizerKind.AdamW => optim.AdamW([parameter], LearningRate, weight_decay: weightDecay),
        OptimizerKind.Adagrad => optim.Adagrad([parameter], LearningRate, weight_decay: weightDecay),
        _ => optim.RMSProp([parameter], LearningRate, weight_decay: weightDecay),
    };

    internal static void AssertSame(IReadOnlyDictionary<string, TensorData> expected, IReadOnlyDictionary<string, TensorData> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, pair => Assert.Equal(pair.Value.Bytes.ToArray(), actual[pair.Key].Bytes.ToArray()));
    }

    internal static Dictionary<string, TensorData> Copy(IReadOnlyDictionary<string, TensorData> state) =>
        state.ToDictionary(pair => pair.Key, pair => new TensorData(pair.Value.DType, pair.Value.Shape, pair.Value.Bytes.ToArray()));

    private static IParameterOptimizer Create(OptimizerKind kind, bool fused, Parameter[] parameters, double weightDecay) => fused
        ? new FusedAdam(parameters, [], weightDecay, decoupled: kind == OptimizerKind.AdamW, lazy: false)
        : new TensorOptimizer(kind, Phase(parameters), weightDecay);

    internal static TrainingPhase Phase(params Parameter[] parameters) => new("all", [.. parameters.Select((parameter, i) => ($"{i}", parameter))]);

    private static void Run(IParameterOptimizer optimizer, Parameter[] parameters, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            using IDisposable scope = NewDisposeScope();
            foreach (Parameter parameter in parameters)
            {
                parameter.grad = DeterministicWeights.Create(step, parameter.shape);
            }

            optimizer.Step(LearningRate);
        }
    }
}
