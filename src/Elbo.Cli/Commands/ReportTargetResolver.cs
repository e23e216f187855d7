using System.CommandLine;
using Elbo.Reports;
using Elbo.Runs;
using Elbo.Search;

namespace Elbo.Cli.Commands;

/// <summary>What a name given to <c>elbo report</c> stands for: a file is a study's summary, a run's folder a run, and another name a study's.</summary>
/// <remarks>With --store a name is a study's alone. A name that is a run's folder and a study's is refused rather than guessed.</remarks>
internal sealed class ReportTargetResolver(string name, StudyStoreFlags flags, ParseResult parsed)
{
    /// <summary>The study and where its report lies if nothing else is asked for; null for a run's folder.</summary>
    /// <exception cref="ElboException">There is nothing of that name, or it says too little.</exception>
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
                : throw new ElboException($"{name}: is a run's folder and a study's name; write {Path.Combine(".", name)} for the run, or add --store {stores.Locations[0]} for the study");
        }

        return WithReportPath(stores.Find(name) ?? throw NotFound(stores));
    }

    /// <summary>Beside the runs of its trials, where they are here.</summary>
    private (StudySummary Study, string Report) WithReportPath(StudySummary study)
    {
        string folder = Path.Combine(flags.Runs(parsed), study.Name);
        return (study, Directory.Exists(folder) ? Path.Combine(folder, ReportRenderer.FileName) : $"{study.Name}.html");
    }

    /// <summary>The study of a run folder's name; stores that cannot be read do not keep the run from being shown.</summary>
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
            return new ElboException($"{name}: holds the trials of a study; name the study itself: elbo report {TrialRequest.ReadFrom(trial).Study}");
        }

        string[] known = [.. stores.Names()];
        string guess = NameSuggester.Suggest(name, known) is { } nearest ? $"did you mean '{nearest}'?" : "'elbo runs' lists what there is";
        return new ElboException($"{name}: holds no run (no run.json), and is no study in {flags.Runs(parsed)}; {guess}");
    }
}
