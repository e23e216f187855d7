using Elbo.Runs;
using Elbo.Search;

namespace Elbo.Reports;

/// <summary>What a report is requested for: a study, or a run folder.</summary>
/// <param name="name">A summary file, a run folder or a study's name. In a store that the user named it is always a study; a name that is both a run folder and a study is refused.</param>
/// <param name="stores">The stores of studies.</param>
/// <param name="runs">The folder of runs.</param>
internal sealed class ReportTarget(string name, StudyLocator stores, string runs)
{
    /// <summary>Finds the study and its report's default path; null for a run folder.</summary>
    /// <exception cref="ElboException">The name is unknown or ambiguous.</exception>
    public (StudySummary Study, string ReportPath)? FindStudy()
    {
        if (stores.IsExplicit)
        {
            return WithReportPath(stores.Require(name));
        }

        if (File.Exists(name))
        {
            return (StudySummaryFile.Read(name), Path.ChangeExtension(name, ".html"));
        }

        if (RunFolder.Exists(name))
        {
            return FindStudyOfThisName() is null
                ? null
                : throw new ElboException($"{name}: is both a run folder and a study; write {Path.Combine(".", name)} for the run, or add --store {stores.Locations[0]} for the study");
        }

        return WithReportPath(stores.Find(name) ?? throw NotFound());
    }

    /// <summary>In the folder of its trials, if that exists.</summary>
    private (StudySummary Study, string ReportPath) WithReportPath(StudySummary study)
    {
        string folder = Path.Combine(runs, study.Name);
        return (study, Directory.Exists(folder) ? Path.Combine(folder, ReportRenderer.FileName) : $"{study.Name}.html");
    }

    /// <summary>A study with the run folder's name; an unreadable store does not block the run's report.</summary>
    private StudySummary? FindStudyOfThisName()
    {
        try
        {
            return name.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar) ? null : stores.Find(name);
        }
        catch (ElboException)
        {
            return null;
        }
    }

    private ElboException NotFound()
    {
        if (Directory.Exists(name) && Directory.EnumerateDirectories(name).FirstOrDefault(TrialRequest.Exists) is { } trial)
        {
            return new ElboException($"{name}: contains the trials of a study; name the study: elbo report {TrialRequest.ReadFrom(trial).Study}");
        }

        string[] known = [.. stores.Names()];
        string guess = NameSuggester.Suggest(name, known) is { } nearest ? $"did you mean '{nearest}'?" : "'elbo runs' lists all runs and studies";
        return new ElboException($"{name}: is neither a run (no run.json) nor a study in {runs}; {guess}");
    }
}
