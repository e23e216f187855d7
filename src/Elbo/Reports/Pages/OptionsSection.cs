using System.Globalization;
using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>Options and environment: everything needed to repeat a run.</summary>
internal static class OptionsSection
{
    public static Section Create(IReadOnlyList<RunReport> runs) => new("options", "Options and environment", Html.Format($"""
        <div class="card table"><table>
        <thead><tr><th scope="col">option</th>{runs.Select(run => Html.Format($"<th scope=\"col\">{(runs.Count > 1 ? run.Label : "value")}</th>"))}</tr></thead>
        <tbody>{Rows(runs)}</tbody>
        </table></div>
        """));

    /// <summary>A row per option of any run; rows in which runs differ are bold.</summary>
    private static IEnumerable<Html> Rows(IReadOnlyList<RunReport> runs)
    {
        List<(string Name, string Value)>[] options = [.. runs.Select(run => Options(run).ToList())];
        foreach (string name in options.SelectMany(own => own).Select(option => option.Name).Distinct().OrderBy(Rank))
        {
            string[] values = [.. options.Select(own => own.Where(option => option.Name == name).Select(option => option.Value).FirstOrDefault("–"))];
            Html differs = values.Distinct().Count() > 1 ? Html.Format($" class=\"differs\"") : Html.Empty;
            yield return Html.Format($"<tr{differs}><td>{name}</td>{values.Select(value => Html.Format($"<td class=\"wrap\">{value}</td>"))}</tr>\n");
        }
    }

    /// <summary>Model options come first, then training options.</summary>
    private static int Rank(string name) => name.Split('.')[0] switch { "model" => 0, "options" => 1, "training" => 2, _ => 3 };

    private static IEnumerable<(string Name, string Value)> Options(RunReport run) =>
    [
        ("model", run.Recipe.Model.Name),
        .. ReportFormat.Flatten(run.Recipe.Options).Select(option => ($"options.{option.Name}", option.Value)),
        .. run.Recipe.Model.IsClosedForm ? [] : ReportFormat.Flatten(run.Recipe.Training).Select(option => ($"training.{option.Name}", option.Value)),
        .. ReportFormat.Flatten(run.Recipe.Preprocessing).Select(option => ($"preprocessing.{option.Name}", option.Value)),
        ("split.kind", run.Recipe.SplitKind.Name),
        .. ReportFormat.Flatten(run.Recipe.SplitOptions).Select(option => ($"split.{option.Name}", option.Value)),
        ("data", run.Record.Data),
        ("data fingerprint", run.Record.DataFingerprint),
        ("seed", run.Record.Seed.ToString(CultureInfo.InvariantCulture)),
        ("threads", run.Record.Threads.ToString(CultureInfo.InvariantCulture)),
        ("device", run.Record.Device),
        ("started", run.Record.Started.ToString("u", CultureInfo.InvariantCulture)),
        .. run.Record.Outcome is { } outcome ? [("training time", ReportFormat.Duration(outcome.TrainSeconds))] : (IEnumerable<(string, string)>)[],
        ("command", run.Record.CommandLine),
        .. run.Record.Environment.Select(fact => (fact.Key, fact.Value)),
    ];
}
