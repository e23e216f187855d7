using System.CommandLine;
using Elbo.Reports;
using Elbo.Runs;
using Elbo.Search;

namespace Elbo.Cli.Commands;

/// <summary>What a name given to <c>elbo report</c> stands for: a file is a study's summary, a run's folder a run, and another name a study's.</summary>
/// <remarks>With --store a name is a study's alone. A name that is a run's folder and a study's is refused rather than guessed.</remarks>
internal sealed class StudySubject(string name, StoreFlags flags, ParseResult parsed)
{
    /// <summary>The study and where its report lies if nothing else is asked for; null for a run's folder.</summary>
    /// <exception cref="ElboException">There is nothing of that name, or it says too little.</exception>
    public (StudySummary Study, string Report)? Find()
    {
        StudyStores stores = flags.Stores(parsed);
        if (flags.Typed(parsed) is not null)
        {
            return At(stores.Require(name));
        }

        if (File.Exists(name))
        {
            return (StudySummaryFile.Read(name), Path.ChangeExtension(name, ".html"));
        }

        if (RunFolder.Exists(name))
        {
            return Known(stores) is null
                ? null
                : throw new ElboException($"{name}: is a run's folder and a study's name; write {Path.Combine(".", name)} for the run, or add --store {stores.Places[0]} for the study");
        }

        return At(stores.Find(name) ?? throw Nothing(stores));
    }

    /// <summary>Beside the runs of its trials, where they are here.</summary>
    private (StudySummary Study, string Report) At(StudySummary study)
    {
        string folder = Path.Combine(flags.Runs(parsed), study.Name);
        return (study, Directory.Exists(folder) ? Path.Combine(folder, ReportPage.FileName) : $"{study.Name}.html");
    }

    /// <summary>The study of a run folder's name; stores that cannot be read do not keep the run from being shown.</summary>
    private StudySummary? Known(StudyStores stores)
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

    private ElboException Nothing(StudyStores stores)
    {
        if (Directory.Exists(name) && Directory.EnumerateDirectories(name).FirstOrDefault(TrialRequest.Exists) is { } trial)
        {
            return new ElboException($"{name}: holds the trials of a study; name the study itself: elbo report {TrialRequest.ReadFrom(trial).Study}");
        }

        string[] known = [.. stores.Names()];
        string guess = NearestName.Of(name, known) is { } nearest ? $"did you mean '{nearest}'?" : "'elbo runs' lists what there is";
        return new ElboException($"{name}: holds no run (no run.json), and is no study in {flags.Runs(parsed)}; {guess}");
    }
}
