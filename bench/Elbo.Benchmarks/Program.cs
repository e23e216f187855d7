using System.CommandLine;
using Elbo.Benchmarks;
using Elbo.Benchmarks.Serving;
using Elbo.Benchmarks.Workloads;

Benchmark[] works = [new MultVaeTrainingBenchmark(), new SvaeTrainingBenchmark(), new LargeCatalogBenchmark(), new EvaluationBenchmark(), new ImportBenchmark(), new StartupBenchmark()];
RootCommand root = new("Times what Elbo does beside the standard way and the floor, the least work that cannot be saved.");
root.Add(SampledSoftmaxCommand.Create());
root.Add(TrackingCommand.Create());
root.Add(WeightPrecisionCommand.Create());
root.Add(ServeCommand.Create());
root.Add(UntrainedBundleCommand.Create());
foreach (Benchmark work in works)
{
    root.Add(BenchmarkCommand.Create(work));
}

Command nothing = new(StartupBenchmark.NoOp) { Hidden = true };
nothing.SetAction(_ => { });
root.Add(nothing);
return root.Parse(args).Invoke();
