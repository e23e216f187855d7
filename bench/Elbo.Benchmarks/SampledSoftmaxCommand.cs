using System.CommandLine;
using System.Diagnostics;
using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Data.Synthetic;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Models.Losses;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Benchmarks;

/// <summary>Measures how long training with a sampled softmax takes to reach 99 % of the full softmax's best validation NDCG, on synthetic data.</summary>
internal static class SampledSoftmaxCommand
{
    private const string Metric = "ndcg@100";
    private const double TargetFraction = 0.99;

    public static Command Create()
    {
        Option<int> users = new("--users") { DefaultValueFactory = _ => 100_000, Description = "Users of the synthetic data" };
        Option<int> items = new("--items") { DefaultValueFactory = _ => 20_000, Description = "Items of the synthetic data" };
        Option<int> epochs = new("--epochs") { DefaultValueFactory = _ => 15, Description = "Maximum number of epochs with the full softmax; training stops after three without improvement" };
        Option<int> sampledEpochs = new("--sampled-epochs") { DefaultValueFactory = _ => 25, Description = "Maximum number of epochs with the sampled softmax" };
        Option<int> samples = new("--samples") { DefaultValueFactory = _ => 1_000, Description = "Samples per step" };
        Option<SoftmaxKind> kind = new("--kind") { DefaultValueFactory = _ => SoftmaxKind.LogUniform, Description = "Kind of sampled softmax" };
        Option<OptimizerKind> optimizer = new("--optimizer") { DefaultValueFactory = _ => OptimizerKind.LazyAdam, Description = "Optimizer for the sampled softmax; the full one uses Adam" };
        Option<double> rate = new("--learning-rate") { DefaultValueFactory = _ => 0.001, Description = "Learning rate of the full softmax" };
        Option<double> sampledRate = new("--sampled-learning-rate") { DefaultValueFactory = _ => 0.001, Description = "Learning rate of the sampled softmax" };
        Option<long> seed = new("--seed") { DefaultValueFactory = _ => 42, Description = "Seed of data and training" };
        Option<string?> json = new("--json") { Description = "Also write the results to this file" };
        Option<string?> variant = new("--variant") { Hidden = true };
        Command command = new("sampled-softmax", "time of a sampled softmax to 99 % of the full softmax's best validation NDCG")
        {
            users, items, epochs, sampledEpochs, samples, kind, optimizer, rate, sampledRate, seed, json, variant,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(variant) is { } own)
            {
                Softmax(own, parsed);
                return;
            }

            LearningCurve full = RunVariant("full", parsed);
            LearningCurve sampled = RunVariant("sampled", parsed);
            double target = TargetFraction * full.Values.Max();
            VariantRow[] rows = [VariantRow.FromCurve("full", full, target), VariantRow.FromCurve("sampled", sampled, target)];
            double? share = rows[1].SecondsToTarget / rows[0].SecondsToTarget;
            Console.WriteLine(ResultFile.Save(
                new { benchmark = "sampled-softmax", metric = Metric, target, rows, share, command = ResultFile.CommandLine(parsed), environment = RunEnvironment.Describe() },
                parsed.GetValue(json)));
        });
        return command;

        void Softmax(string own, ParseResult parsed)
        {
            OpenMpThreads.LimitSpinning();
            InteractionDataset data = SyntheticDataset.Create(new SyntheticDataOptions { Users = parsed.GetValue(users), Items = parsed.GetValue(items) });
            Split split = new HeldOutUsersSplitter(new HeldOutUsersSplitterOptions { TargetSelection = TargetSelection.Random, ValidationUsers = 1_000, TestUsers = 10 }).Split(data);
            RunContext context = new() { Seed = parsed.GetValue(seed) };
            bool full = own == "full";
            SoftmaxOptions softmax = full
                ? new SoftmaxOptions { Kind = SoftmaxKind.Full }
                : new SoftmaxOptions { Kind = parsed.GetValue(kind), Samples = parsed.GetValue(samples) };
            TorchSharp.torch.Device device = TorchDevice.Open(context);
            TorchSharp.torch.manual_seed(context.Seed);
            using MultVae model = new(
                new ModelContext(split.Items.Count) { Device = device },
                new MultVaeOptions { HiddenSizes = [600], LatentSize = 200, Softmax = softmax, Annealing = new Annealing { Cap = 0.2, Steps = 5_000 } });
            ValidationLog log = new();
            TrainingOptions options = new()
            {
                Epochs = parsed.GetValue(full ? epochs : sampledEpochs),
                BatchSize = 500,
                Patience = 3,
                Optimizer = full ? OptimizerKind.Adam : parsed.GetValue(optimizer),
                LearningRate = parsed.GetValue(full ? rate : sampledRate),
            };
            EvaluationOptions evaluation = new() { Metrics = [Metric] };
            new Trainer(options, context, [log]).Train(model, split.Train, trained => Evaluator.Evaluate(trained, split.Validation, evaluation)[Metric]);
            ChildProcess.WriteResult(new LearningCurve(log.Seconds, log.Values, PeakMemory.ReadMb()));
        }
    }

    private static LearningCurve RunVariant(string variant, ParseResult parsed) => ChildProcess.Run<LearningCurve>(
        new ProcessStartInfo(Environment.ProcessPath!, [.. parsed.Tokens.Select(token => token.Value), "--variant", variant]));

    /// <summary>Training seconds (without validation) and validation metric after each epoch.</summary>
    private sealed record LearningCurve(IReadOnlyList<double> Seconds, IReadOnlyList<double> Values, double PeakMb);

    private sealed record VariantRow(string Variant, double? SecondsToTarget, int? EpochsToTarget, double Best, double PeakMb, IReadOnlyList<double> Seconds, IReadOnlyList<double> Values)
    {
        public static VariantRow FromCurve(string variant, LearningCurve curve, double target)
        {
            int reached = Enumerable.Range(0, curve.Values.Count).FirstOrDefault(epoch => curve.Values[epoch] >= target, -1);
            return new VariantRow(
                variant, reached < 0 ? null : curve.Seconds[reached], reached < 0 ? null : reached + 1, curve.Values.Max(), curve.PeakMb, curve.Seconds, curve.Values);
        }
    }

    private sealed class ValidationLog : ITrainingCallback
    {
        private double seconds;

        public List<double> Seconds { get; } = [];

        public List<double> Values { get; } = [];

        public void OnEpochCompleted(TrainingContext training)
        {
            EpochReport report = training.Progress.History[^1];
            Seconds.Add(seconds += report.Seconds);
            Values.Add(report.ValidationMetric!.Value);
            Console.Error.WriteLine(FormattableString.Invariant($"epoch {report.Epoch}: {seconds:f1} s, {Metric} {report.ValidationMetric:f5}"));
        }
    }
}
