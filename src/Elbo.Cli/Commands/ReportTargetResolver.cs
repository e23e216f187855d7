using System.CommandLine;
using Elbo.Reports;
using Elbo.Runs;
using Elbo.Search;

namespace Elbo.Cli.Commands;

/// <summary>What an argument of <c>elbo report</c> is: a file is a study's summary, a run folder a run, any other name a study.</summary>
/// <remarks>With --store it is always a study. A name that is both a run folder and a study is refused.</remarks>
internal sealed class ReportTargetResolver(string name, StudyStoreFlags flags, ParseResult parsed)
{
    /// <summary>The study and its report's default path; null for a run folder.</summary>
    /// <exception cref="ElboException">The name is unknown or ambiguous.</exception>
    public (StudySummary Study, string Report)? Resolve()
    {
        StudyLocator stores = flags.Locator(parsed);
        if (flags.ExplicitStore(parsed) is not null)
        {
            return WithReportPath(stores.Require(name));
        }

        if (File.Exists(name))
        {
            return (StudySummaryFile.Read(name), Path.ChangeExtension(name, ".html"));
        }

        if (RunFolder.Exists(name))
        {
            return FindStudyOfThisName(stores) is null
                ? null
                : throw new ElboException($"{name}: is both a run folder and a study; write {Path.Combine(".", name)} for the run, or add --store {stores.Locations[0]} for the study");
        }

        return WithReportPath(stores.Find(name) ?? throw NotFound(stores));
    }

    /// <summary>In the folder of its trials, if that exists.</summary>
    private (StudySummary Study, string Report) WithReportPath(StudySummary study)
    {
        string folder = Path.Combine(flags.Runs(parsed), study.Name);
        return (study, Directory.Exists(folder) ? Path.Combine(folder, ReportRenderer.FileName) : $"{study.Name}.html");
    }

    /// <summary>A study with the run folder's name; an unreadable store does not block the run's report.</summary>
    private StudySummary? FindStudyOfThisName(StudyLocator stores)
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

    private ElboException NotFound(StudyLocator stores)
    {
        if (Directory.Exists(name) && Directory.EnumerateDirectories(name).FirstOrDefault(TrialRequest.Exists) is { } trial)
        {
            return new ElboException($"{name}: contains the trials of a study; name the study: elbo report {TrialRequest.ReadFrom(trial).Study}");
        }

        string[] known = [.. stores.Names()];
        string guess = NameSuggester.Suggest(name, known) is { } nearest ? $"did you mean '{nearest}'?" : "'elbo runs' lists all runs and studies";
        return new ElboException($"{name}: is neither a run (no run.json) nor a study in {flags.Runs(parsed)}; {guess}");
    }
}
