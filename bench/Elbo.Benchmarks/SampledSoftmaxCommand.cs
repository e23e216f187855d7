using System.CommandLine;
using System.Diagnostics;
using Elbo.Data;
using Elbo.Data.Synthetic;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Models.Losses;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Benchmarks;

/// <summary>How long a sampled softmax takes to 99 % of the best validation NDCG of the full one, on the sample's generator.</summary>
internal static class SampledSoftmaxCommand
{
    private const string Metric = "ndcg@100";
    private const double TargetFraction = 0.99;

    public static Command Create()
    {
        Option<int> users = new("--people") { DefaultValueFactory = _ => 100_000, Description = "People of the made-up data" };
        Option<int> items = new("--items") { DefaultValueFactory = _ => 20_000, Description = "Items of the made-up data" };
        Option<int> epochs = new("--epochs") { DefaultValueFactory = _ => 15, Description = "The most epochs of the full softmax; three without a better figure end a training" };
        Option<int> sampledEpochs = new("--sampled-epochs") { DefaultValueFactory = _ => 25, Description = "The most epochs of the sampled softmax" };
        Option<int> samples = new("--samples") { DefaultValueFactory = _ => 1_000, Description = "Draws per step of the sampled softmax" };
        Option<SoftmaxKind> kind = new("--kind") { DefaultValueFactory = _ => SoftmaxKind.LogUniform, Description = "The sampled softmax" };
        Option<OptimizerKind> optimizer = new("--optimizer") { DefaultValueFactory = _ => OptimizerKind.LazyAdam, Description = "Optimiser of the sampled softmax; the full one's is Adam" };
        Option<double> rate = new("--learning-rate") { DefaultValueFactory = _ => 0.001, Description = "Learning rate of the full softmax" };
        Option<double> sampledRate = new("--sampled-learning-rate") { DefaultValueFactory = _ => 0.001, Description = "Learning rate of the sampled softmax" };
        Option<long> seed = new("--seed") { DefaultValueFactory = _ => 42, Description = "Seed of data and training" };
        Option<string?> json = new("--json") { Description = "Also writes the figures to this file" };
        Option<string?> variant = new("--side") { Hidden = true };
        Command command = new("sampled-quality", "time of a sampled softmax to 99 % of the full one's best validation NDCG")
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

            LearningCurve full = RunVariant("peer", parsed);
            LearningCurve sampled = RunVariant("elbo", parsed);
            double target = TargetFraction * full.Values.Max();
            VariantRow[] rows = [VariantRow.FromCurve("peer", full, target), VariantRow.FromCurve("elbo", sampled, target)];
            double? share = rows[1].SecondsToTarget / rows[0].SecondsToTarget;
            Console.WriteLine(ResultFile.Save(
                new { work = "sampled-quality", metric = Metric, target, rows, share, command = ResultFile.CommandLine(parsed), environment = RunEnvironment.Describe() },
                parsed.GetValue(json)));
        });
        return command;

        void Softmax(string own, ParseResult parsed)
        {
            OpenMpThreads.LimitSpinning();
            InteractionDataset data = SyntheticDataset.Create(new SyntheticDataOptions { Users = parsed.GetValue(users), Items = parsed.GetValue(items) });
            Split split = new HeldOutUsersSplitter(new HeldOutUsersSplitterOptions { TargetSelection = TargetSelection.Random, ValidationUsers = 1_000, TestUsers = 10 }).Split(data);
            RunContext context = new() { Seed = parsed.GetValue(seed) };
            bool full = own == "peer";
            SoftmaxOptions softmax = full
                ? new SoftmaxOptions { Kind = SoftmaxKind.Full }
                : new SoftmaxOptions { Kind = parsed.GetValue(kind), Samples = parsed.GetValue(samples) };
            TorchSharp.torch.Device device = TorchDevice.Open(context);
            TorchSharp.torch.manual_seed(context.Seed);
            using MultVae model = new(
                split.Items.Count,
                new MultVaeOptions { HiddenSizes = [600], LatentSize = 200, Softmax = softmax, Annealing = new Annealing { Cap = 0.2, Steps = 5_000 } },
                device);
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
        new ProcessStartInfo(Environment.ProcessPath!, [.. parsed.Tokens.Select(token => token.Value), "--side", variant]));

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
