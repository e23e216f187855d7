using System.CommandLine;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.IO;
using Elbo.Reports;
using Elbo.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo report</c>: one HTML file of a run, of runs laid over each other, or of a study.</summary>
internal static class ReportCommand
{
    public static Command Create(Surroundings surroundings)
    {
        ExampleCommand command = new(
            "report",
            "Write one HTML file of a run, of several runs laid over each other, or of a study",
            "elbo report runs/first",
            "elbo report runs/svae runs/mult-vae --out compared.html",
            "elbo report mult-vae-random",
            "elbo report study.json");
        Argument<string[]> subjects = new("subjects") { Description = "Run folders, or one study: its name, or the file of its summary", Arity = ArgumentArity.OneOrMore };
        Option<string?> output = new("--out") { Description = $"The file; default {ReportPage.FileName} in the folder of the run or study, in the current one for several runs, or beside a summary" };
        Option<string> metric = new("--metric") { Description = "Ranking metric to draw by history length", DefaultValueFactory = _ => new ReportOptions().Metric };
        Option<int> people = CommonFlags.Positive("--people", new ReportOptions().People, "How many test people to show with their recommendations");
        Option<bool> filesOnly = new("--files-only") { Description = "Do not load data and model: leave out history lengths, recommendations and latent space" };
        StoreFlags store = new();
        RunFlags run = new();
        command.Arguments.Add(subjects);
        command.Options.Add(output);
        command.Options.Add(metric);
        command.Options.Add(people);
        command.Options.Add(filesOnly);
        store.AddTo(command);
        run.AddRestTo(command);
        command.SetAction(parsed =>
        {
            string[] names = parsed.GetValue(subjects)!;
            ReportOptions options = new() { Metric = Ranking(parsed.GetValue(metric)!), People = parsed.GetValue(people) };
            if (names is [var name] && new StudySubject(name, store, parsed).Find() is var (study, usual))
            {
                string path = parsed.GetValue(output) ?? usual;
                StudyReport report = StudyReport.Of(study, Path.GetDirectoryName(Path.GetFullPath(path)));
                Write(path, ReportPage.Of(report), surroundings);
                return Application.Success;
            }

            RunFolder[] folders = [.. names.Select(Open)];
            RunReport[] reports = parsed.GetValue(filesOnly)
                ? [.. folders.Select(RunReport.Of)]
                : [.. Measured(folders, run, parsed, options, surroundings)];
            reports = Distinct(reports, folders);
            string place = folders.Length == 1 ? Path.Combine(folders[0].Path, ReportPage.FileName) : ReportPage.FileName;
            Write(parsed.GetValue(output) ?? place, ReportPage.Of(reports), surroundings);
            return Application.Success;
        });
        return command;
    }

    /// <summary>Runs whose folders have the same name are called by their paths.</summary>
    private static RunReport[] Distinct(RunReport[] reports, RunFolder[] folders) =>
        reports.Select(report => report.Label).Distinct().Count() == reports.Length
            ? reports
            : [.. reports.Zip(folders, (report, folder) => report with { Label = folder.Path })];

    private static RunFolder Open(string name) => File.Exists(name)
        ? throw new ElboException($"{name}: is a file; a report is of one study's summary alone, or of run folders")
        : RunFolder.Open(name);

    private static string Ranking(string metric) => MetricCatalog.Parse(metric) is IRankingMetric
        ? metric
        : throw new ElboException($"--metric {metric}: has no value for each person; give a ranking metric such as ndcg@100");

    /// <summary>Runs on the same data share it, so that it is read once.</summary>
    private static IEnumerable<RunReport> Measured(
        RunFolder[] folders, RunFlags run, ParseResult parsed, ReportOptions options, Surroundings surroundings)
    {
        Dictionary<string, DataSet> loaded = [];
        foreach (RunFolder folder in folders)
        {
            // A run that has not come to a checkpoint has curves at most.
            if (!File.Exists(folder.BestCheckpoint))
            {
                surroundings.Error.WriteLine($"{folder.Path}: has no model yet, so its report holds what its files tell");
                yield return RunReport.Of(folder);
                continue;
            }

            RunContext context = run.Context(parsed, folder, surroundings);
            if (!loaded.TryGetValue(folder.Record.DataFingerprint, out DataSet? data))
            {
                data = run.LoadSame(parsed, folder, context, surroundings);
                loaded.Add(folder.Record.DataFingerprint, data);
            }

            yield return RunReport.Of(folder, data, context, options);
        }
    }

    private static void Write(string path, string html, Surroundings surroundings)
    {
        AtomicFile.WriteText(path, html);
        surroundings.Out.WriteLine(FormattableString.Invariant($"report in {path} ({new FileInfo(path).Length / 1024.0:N0} KiB); open it in a browser"));
    }
}
