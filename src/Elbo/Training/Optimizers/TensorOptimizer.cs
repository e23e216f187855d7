using Elbo.IO;
using Elbo.Models;
using Elbo.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Training.Optimizers;

/// <summary>All update rules in plain tensor operations, for any device.</summary>
/// <remarks>TorchSharp's own optimizers hand numbers to torch that may be freed too early (docs/decisions/0014).</remarks>
internal sealed class TensorOptimizer : IParameterOptimizer
{
    private const string StepsName = "steps";
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double AdamEpsilon = 1e-8;
    private const double AdagradEpsilon = 1e-10;
    private const double RmsPropAlpha = 0.99;
    private const double RmsPropEpsilon = 1e-8;

    private readonly OptimizerKind kind;
    private readonly double weightDecay;
    private readonly Parameter[] parameters;
    private readonly EmbeddingTable?[] tables;
    private readonly Tensor[][] moments;
    private readonly long[] steps;

    /// <param name="kind">The update rule.</param>
    /// <param name="phase">The parameters to update, and which of them are embedding tables.</param>
    /// <param name="weightDecay">Weight decay.</param>
    public TensorOptimizer(OptimizerKind kind, TrainingPhase phase, double weightDecay)
    {
        this.kind = kind;
        this.weightDecay = weightDecay;
        parameters = [.. phase.Parameters.Select(parameter => parameter.Parameter)];
        tables = [.. parameters.Select(parameter => phase.Tables.FirstOrDefault(table => table.Weight.Handle == parameter.Handle))];
        steps = new long[parameters.Length];
        int momentCount = kind is OptimizerKind.Adagrad or OptimizerKind.RmsProp ? 1 : 2;
        using IDisposable noGradient = no_grad();
        moments = [.. parameters.Select(parameter =>
            Enumerable.Range(0, momentCount).Select(_ => zeros_like(parameter).DetachFromDisposeScope()).ToArray())];
    }

    /// <inheritdoc />
    public void Step(double learningRate)
    {
        using IDisposable noGradient = no_grad();
        for (int i = 0; i < parameters.Length; i++)
        {
            using IDisposable scope = NewDisposeScope();
            Tensor? gradient = parameters[i].grad ?? tables[i]?.ToDenseGradient();
            if (gradient is null)
            {
                continue;
            }

            steps[i]++;
            if (kind == OptimizerKind.LazyAdam && tables[i] is not null)
            {
                UpdateActiveRows(parameters[i], gradient, moments[i], steps[i], learningRate);
            }
            else
            {
                Update(parameters[i], gradient, moments[i], steps[i], learningRate);
            }
        }
    }

    /// <inheritdoc />
    public IReadOnlyDictionary<string, TensorData> Save()
    {
        Dictionary<string, TensorData> state = new() { [StepsName] = TensorData.From(steps, steps.Length) };
        foreach ((string name, Tensor moment) in Moments())
        {
            state[name] = TensorConversion.ToData(moment);
        }

        return state;
    }

    /// <inheritdoc />
    public void Load(IReadOnlyDictionary<string, TensorData> state)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Dictionary<string, TensorData> saved = new(state);
        if (!saved.Remove(StepsName, out TensorData? savedSteps) || !savedSteps.Shape.SequenceEqual([steps.LongLength])
            || !saved.Keys.ToHashSet().SetEquals(Moments().Select(moment => moment.Name)))
        {
            throw new ElboException("the checkpoint has the state of another optimizer; use the optimizer and options it was saved with");
        }

        foreach ((string name, Tensor moment) in Moments())
        {
            Tensor values = TensorConversion.ToTensor(saved[name]);
            if (values.dtype != moment.dtype || !values.shape.AsSpan().SequenceEqual(moment.shape))
            {
                throw new ElboException(
                    $"the optimizer state {name} is {values.dtype} [{string.Join(", ", values.shape)}], the model needs {moment.dtype} " +
                    $"[{string.Join(", ", moment.shape)}]; it was saved with other options");
            }

            moment.copy_(values);
        }

        savedSteps.ToArray<long>().CopyTo(steps, 0);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach ((_, Tensor moment) in Moments())
        {
            moment.Dispose();
        }
    }

    private IEnumerable<(string Name, Tensor Moment)> Moments() =>
        moments.SelectMany((own, i) => own.Select((moment, n) => ($"{(n == 0 ? "first" : "second")}.{i}", moment)));

    /// <summary>Updates the rows with a gradient other than zero only.</summary>
    private void UpdateActiveRows(Tensor parameter, Tensor gradient, Tensor[] moments, long step, double learningRate)
    {
        Tensor rows = gradient.abs().sum(1).nonzero().squeeze(1);
        Tensor Active(Tensor table) => table.index_select(0, rows);
        Tensor activeParameter = Active(parameter);
        Tensor[] activeMoments = [.. moments.Select(Active)];
        Update(activeParameter, Active(gradient), activeMoments, step, learningRate);
        parameter.index_copy_(0, rows, activeParameter);
        for (int i = 0; i < moments.Length; i++)
        {
            moments[i].index_copy_(0, rows, activeMoments[i]);
        }
    }

    private void Update(Tensor parameter, Tensor gradient, Tensor[] moments, long step, double learningRate)
    {
        if (kind == OptimizerKind.AdamW)
        {
            parameter.MultiplyInPlace(1 - (learningRate * weightDecay));
        }
        else if (weightDecay != 0)
        {
            gradient = gradient.Add(parameter.Multiply(weightDecay));
        }

        switch (kind)
        {
            case OptimizerKind.Adagrad:
                moments[0].AddProductInPlace(gradient, gradient, 1);
                parameter.AddQuotientInPlace(gradient, moments[0].sqrt().AddInPlace(AdagradEpsilon), -learningRate);
                break;
            case OptimizerKind.RmsProp:
                moments[0].MultiplyInPlace(RmsPropAlpha).AddProductInPlace(gradient, gradient, 1 - RmsPropAlpha);
                parameter.AddQuotientInPlace(gradient, moments[0].sqrt().AddInPlace(RmsPropEpsilon), -learningRate);
                break;
            default:
                moments[0].MultiplyInPlace(Beta1).AddInPlace(gradient, 1 - Beta1);
                moments[1].MultiplyInPlace(Beta2).AddProductInPlace(gradient, gradient, 1 - Beta2);
                Tensor deviation = moments[1].sqrt().Divide(Math.Sqrt(1 - Math.Pow(Beta2, step))).AddInPlace(AdamEpsilon);
                parameter.AddQuotientInPlace(moments[0], deviation, -learningRate / (1 - Math.Pow(Beta1, step)));
                break;
        }
    }
}
