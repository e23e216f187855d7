using System.CommandLine;
using Elbo.Evaluation;
using Elbo.IO;
using Elbo.Reports;
using Elbo.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo report</c>: one HTML file for a run, several runs or a study.</summary>
internal static class ReportCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "report",
            "Write one HTML file for a run, comparing several runs, or for a study",
            "elbo report runs/first",
            "elbo report runs/svae runs/mult-vae --out compared.html",
            "elbo report mult-vae-random",
            "elbo report study.json");
        Argument<string[]> targets = new("targets") { Description = "Run folders, or one study by its name or summary file", Arity = ArgumentArity.OneOrMore };
        Option<string?> output = new("--out") { Description = $"Output file; default {ReportRenderer.FileName} in the folder of the run or study, in the current folder for several runs, or next to a summary" };
        Option<string> metric = new("--metric") { Description = "Ranking metric to plot by history length", DefaultValueFactory = _ => new ReportOptions().Metric };
        Option<int> exampleUsers = CommonFlags.Positive("--users", new ReportOptions().ExampleUsers, "Number of test users to show with their recommendations");
        Option<bool> noModel = new("--no-model") { Description = "Do not load data and model; omits history lengths, recommendations and latent space" };
        StudyStoreFlags store = new();
        RunFlags run = new();
        command.Arguments.Add(targets);
        command.Options.Add(output);
        command.Options.Add(metric);
        command.Options.Add(exampleUsers);
        command.Options.Add(noModel);
        store.AddTo(command);
        run.AddCommonTo(command);
        command.SetAction(parsed =>
        {
            string[] names = parsed.GetValue(targets)!;
            ReportOptions options = new() { Metric = RequireRankingMetric(parsed.GetValue(metric)!), ExampleUsers = parsed.GetValue(exampleUsers) };
            if (names is [var name] && new ReportTarget(name, store.Locator(parsed), store.Runs(parsed)).FindStudy() is var (study, defaultStudyPath))
            {
                string path = parsed.GetValue(output) ?? defaultStudyPath;
                Write(path, ReportRenderer.Render(StudyReport.Create(study, Path.GetDirectoryName(Path.GetFullPath(path)))), console);
                return Application.Success;
            }

            RunFolder[] folders = [.. names.Select(OpenRun)];
            foreach (RunFolder untrained in folders.Where(folder => !folder.HasModel))
            {
                console.Error.WriteLine($"{untrained.Path}: no trained model yet; the report uses the run folder only");
            }

            IReadOnlyList<RunReport> reports = parsed.GetValue(noModel)
                ? RunReport.CreateAll(folders)
                : RunReport.CreateAll(folders, (folder, context) => run.LoadTrainingData(parsed, folder, context, console), folder => run.Context(parsed, folder, console), options);
            string defaultPath = folders.Length == 1 ? Path.Combine(folders[0].Path, ReportRenderer.FileName) : ReportRenderer.FileName;
            Write(parsed.GetValue(output) ?? defaultPath, ReportRenderer.Render(reports), console);
            return Application.Success;
        });
        return command;
    }

    private static RunFolder OpenRun(string name) => File.Exists(name)
        ? throw new ElboException($"{name}: is a file; a report takes one study summary or run folders")
        : RunFolder.Open(name);

    private static string RequireRankingMetric(string metric) => MetricRegistry.Parse(metric) is IRankingMetric
        ? metric
        : throw new ElboException($"--metric {metric}: has no value per user; use a ranking metric such as ndcg@100");

    private static void Write(string path, string html, ConsoleContext console)
    {
        AtomicFile.WriteText(path, html);
        console.Out.WriteLine(FormattableString.Invariant($"report in {path} ({new FileInfo(path).Length / 1024.0:N0} KiB); open it in a browser"));
    }
}
