using System.CommandLine;
using Elbo.Data;
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
            if (names is [var name] && new ReportTargetResolver(name, store, parsed).Resolve() is var (study, defaultStudyReport))
            {
                string path = parsed.GetValue(output) ?? defaultStudyReport;
                StudyReport report = StudyReport.Create(study, Path.GetDirectoryName(Path.GetFullPath(path)));
                Write(path, ReportRenderer.Render(report), console);
                return Application.Success;
            }

            RunFolder[] folders = [.. names.Select(OpenRun)];
            RunReport[] reports = parsed.GetValue(noModel)
                ? [.. folders.Select(RunReport.Create)]
                : [.. BuildReports(folders, run, parsed, options, console)];
            reports = WithDistinctLabels(reports, folders);
            string defaultPath = folders.Length == 1 ? Path.Combine(folders[0].Path, ReportRenderer.FileName) : ReportRenderer.FileName;
            Write(parsed.GetValue(output) ?? defaultPath, ReportRenderer.Render(reports), console);
            return Application.Success;
        });
        return command;
    }

    /// <summary>Runs whose folders have the same name are labelled by their paths.</summary>
    private static RunReport[] WithDistinctLabels(RunReport[] reports, RunFolder[] folders) =>
        reports.Select(report => report.Label).Distinct().Count() == reports.Length
            ? reports
            : [.. reports.Zip(folders, (report, folder) => report with { Label = folder.Path })];

    private static RunFolder OpenRun(string name) => File.Exists(name)
        ? throw new ElboException($"{name}: is a file; a report takes one study summary or run folders")
        : RunFolder.Open(name);

    private static string RequireRankingMetric(string metric) => MetricRegistry.Parse(metric) is IRankingMetric
        ? metric
        : throw new ElboException($"--metric {metric}: has no value per user; use a ranking metric such as ndcg@100");

    /// <summary>Data shared by several runs is loaded once.</summary>
    private static IEnumerable<RunReport> BuildReports(
        RunFolder[] folders, RunFlags run, ParseResult parsed, ReportOptions options, ConsoleContext console)
    {
        Dictionary<string, InteractionDataset> loaded = [];
        foreach (RunFolder folder in folders)
        {
            // A run without a checkpoint has learning curves at most.
            if (!File.Exists(folder.BestCheckpointPath))
            {
                console.Error.WriteLine($"{folder.Path}: no trained model yet; the report uses the run folder only");
                yield return RunReport.Create(folder);
                continue;
            }

            RunContext context = run.Context(parsed, folder, console);
            if (!loaded.TryGetValue(folder.Record.DataFingerprint, out InteractionDataset? data))
            {
                data = run.LoadTrainingData(parsed, folder, context, console);
                loaded.Add(folder.Record.DataFingerprint, data);
            }

            yield return RunReport.Create(folder, data, context, options);
        }
    }

    private static void Write(string path, string html, ConsoleContext console)
    {
        AtomicFile.WriteText(path, html);
        console.Out.WriteLine(FormattableString.Invariant($"report in {path} ({new FileInfo(path).Length / 1024.0:N0} KiB); open it in a browser"));
    }
}
