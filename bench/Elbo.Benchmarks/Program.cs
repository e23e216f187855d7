using System.CommandLine;
using Elbo.Benchmarks;
using Elbo.Benchmarks.Serving;
using Elbo.Benchmarks.Workloads;

Benchmark[] benchmarks = [new MultVaeTrainingBenchmark(), new SvaeTrainingBenchmark(), new LargeCatalogBenchmark(), new ShopBenchmark("mult-vae"), new ShopBenchmark("svae"), new EvaluationBenchmark(), new ImportBenchmark(), new StartupBenchmark()];
RootCommand root = new("Compares Elbo's speed with a baseline implementation and a lower bound.");
root.Add(SampledSoftmaxCommand.Create());
root.Add(LearningCurveCommand.Create());
root.Add(TrackingCommand.Create());
root.Add(WeightPrecisionCommand.Create());
root.Add(ServeCommand.Create());
root.Add(UntrainedBundleCommand.Create());
foreach (Benchmark benchmark in benchmarks)
{
    root.Add(BenchmarkCommand.Create(benchmark));
}

Command noOp = new(StartupBenchmark.NoOp) { Hidden = true };
noOp.SetAction(_ => { });
root.Add(noOp);
return root.Parse(args).Invoke();
