using System.CommandLine;
using Elbo.Benchmarks;
using Elbo.Benchmarks.Serving;
using Elbo.Benchmarks.Works;

Work[] works = [new MultVaeTrain(), new SvaeTrain(), new LargeCatalogue(), new Evaluate(), new Import(), new Startup()];
RootCommand root = new("Times what Elbo does beside the standard way and the floor, the least work that cannot be saved.");
root.Add(QualityCommand.Create());
root.Add(TrackingCommand.Create());
root.Add(ExportWeightsCommand.Create());
root.Add(ServeCommand.Create());
root.Add(MadeUpBundle.Create());
foreach (Work work in works)
{
    root.Add(BenchCommand.Of(work));
}

Command nothing = new(Startup.Nothing) { Hidden = true };
nothing.SetAction(_ => { });
root.Add(nothing);
return root.Parse(args).Invoke();
