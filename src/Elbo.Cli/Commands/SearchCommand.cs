using System.CommandLine;
using Elbo.Search;
using Elbo.Tracking;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo search</c>: tunes a recipe's hyperparameters in a study that several processes can share.</summary>
internal static class SearchCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "search",
            "Tune a recipe's hyperparameters on the validation users",
            "elbo search recipes/ml-1m/mult-vae-random.search.json --data ml-1m --trials 40 --jobs 2",
            "elbo search recipes/ml-1m/ease-random.search.json --data ml-1m --grid --write-recipe ease.json",
            "elbo search --resume mult-vae-random --trials 60",
            "elbo search --resume mult-vae-random --retry-failed",
            "elbo search recipes/ml-1m/svae-temporal.search.json --data ml-1m --track mlflow",
            "elbo search --resume mult-vae-random --store \"Host=db;Database=elbo;Username=me\"    # a second machine");
        SearchSpaceFlags space = new();
        DataFlags data = new(required: false, "; default the study's");
        StudyStoreFlags store = new();
        RunContextFlags context = new();
        TrackingFlags track = new();
        Option<int> jobs = CommonFlags.Positive("--jobs", 1, "Number of concurrent trials; each uses --threads threads, by default its share of the processors");
        Option<string?> study = new("--study") { Description = "Name of the study; default the search space's" };
        Option<string?> resume = new("--resume") { Description = "Resume this study, or join it as another worker" };
        Option<bool> retryFailed = new("--retry-failed") { Description = "With --resume: run failed trials again" };
        Option<double> lease = new("--lease") { Description = "Seconds without a heartbeat after which a trial is taken over", DefaultValueFactory = _ => 60, Hidden = true };
        Option<string?> recipe = new("--write-recipe") { Description = "Write the recipe with the best options to this file" };
        Option<string?> summary = new("--summary") { Description = "Write a summary of the study to this file as JSON" };
        Option<bool> json = CommonFlags.Json("the study's summary");
        Option<bool> quiet = new("--quiet") { Description = "Plain lines instead of bars" };
        space.AddTo(command);
        foreach (Option option in (Option[])[jobs, study, resume, retryFailed, recipe, summary, json, quiet, lease])
        {
            command.Options.Add(option);
        }

        data.AddTo(command, withPreprocessing: false);
        store.AddTo(command);
        context.AddTo(command);
        track.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(resume) is null)
            {
                return;
            }

            Option[] creationOnly = [study, .. context.CreationOnly, .. space.IsFileSpecified(result) ? [] : space.SpaceFlags];
            if (creationOnly.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } used)
            {
                result.AddError($"{used.Name} can only be set when a study is created, not with --resume");
            }
        });
        command.SetAction(parsed =>
        {
            StudyStoreOptions storeOptions = new() { LeaseDuration = TimeSpan.FromSeconds(Math.Max(1, parsed.GetValue(lease))) };
            RunContext runContext = context.Read(parsed, console);
            TrackingOptions tracking = track.Read(parsed);
            using StudyRunner runner = parsed.GetValue(resume) is { } name
                ? StudyRunner.Resume(name, space.Read(parsed), space.Budget(parsed), recorded => data.Source(parsed, recorded)!, () => OpenStore(create: false), runContext)
                : StudyRunner.Create(parsed.GetValue(study), space.Require(parsed), data.RequireSource(parsed), () => OpenStore(create: true), runContext);
            StudyRunOptions options = new()
            {
                Folder = Path.Combine(store.Runs(parsed), runner.Name),
                TrialCommand = TrialCommandLine.Prefix,
                CommandLine = CommandLineText.Redacted,
                Jobs = parsed.GetValue(jobs),
                Threads = context.ExplicitThreads(parsed),
                Tracking = tracking,
                ConfigFile = track.ConfigFile(parsed),
                RetryFailed = parsed.GetValue(retryFailed),
            };
            runner.Prepare(options, (source, preprocessing) => DataFlags.Load(source, preprocessing, runContext, console));
            Run(runner, options, runContext, parsed.GetValue(quiet), console);
            Write(runner, parsed.GetValue(recipe), parsed.GetValue(summary), parsed.GetValue(json), console);
            return Application.Success;

            StudyStore OpenStore(bool create) => StudyStore.Open(store.Location(parsed), storeOptions, create);
        });
        return command;
    }

    private static void Run(StudyRunner runner, StudyRunOptions options, RunContext context, bool quiet, ConsoleContext console)
    {
        try
        {
            SearchProgress.Show(console.AnsiError, runner, options.Jobs, quiet, context, observer => runner.Run(options, observer));
        }
        catch (OperationCanceledException)
        {
            console.Error.WriteLine($"{runner.Name}: stopped; resume with: elbo search --resume {runner.Name}, and the same --store and --runs");
            throw;
        }
    }

    private static void Write(StudyRunner runner, string? recipePath, string? summaryPath, bool json, ConsoleContext console)
    {
        StudySummary summary = runner.GetSummary();
        if (summaryPath is not null)
        {
            StudySummaryFile.Write(summaryPath, summary);
        }

        StudyPrinter.Write(summary, json, console);
        _ = summary.RequireBest();
        if (recipePath is not null)
        {
            runner.WriteBestRecipe(recipePath);
            console.Error.WriteLine($"recipe with the best options written to {recipePath}");
        }
    }
}
