using System.CommandLine;

using Elbo.Benchmarks;
using Elbo.Benchmarks.Works;

Work[] works = [new MultVaeTrain()];
RootCommand root = new("Times what Elbo does beside the standard way and the floor, the least work that cannot be saved.");
root.Add(QualityCommand.Create());
foreach (Work work in works)
{
    root.Add(BenchCommand.Of(work));
}

return root.Parse(args).Invoke();
