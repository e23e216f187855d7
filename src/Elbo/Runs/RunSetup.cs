using Elbo.Data;
using Elbo.Data.Readers;

namespace Elbo.Runs;

/// <summary>A run to start in a new folder, or to resume.</summary>
/// <param name="Folder">The run folder.</param>
/// <param name="Recipe">The recipe.</param>
/// <param name="Source">The data.</param>
/// <param name="Context">Seed, device, threads and cancellation.</param>
internal sealed record RunSetup(string Folder, Recipe Recipe, DataSource Source, RunContext Context)
{
    private static readonly string[] ResumableOptions = ["training.epochs", "training.patience"];

    private RunFolder? Resumed { get; init; }

    /// <summary>True to fit the default split to the size of the data.</summary>
    public bool FitSplit { get; init; }

    /// <summary>A new run.</summary>
    /// <param name="folder">The run folder; null for runs/RECIPE-SEED.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="source">The data.</param>
    /// <param name="context">Seed, device, threads and cancellation.</param>
    /// <exception cref="ElboException">The folder already contains a run.</exception>
    public static RunSetup Create(string? folder, Recipe recipe, DataSource source, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(context);
        folder ??= Path.Combine("runs", TrainingJob.FolderName(recipe, context));
        return RunFolder.Exists(folder)
            ? throw new ElboException($"{folder}: already contains a run; choose another --out or use --resume {folder}")
            : new RunSetup(folder, recipe, source, context);
    }

    /// <summary>A run that continues exactly where it stopped, with its own recipe, seed, device and threads.</summary>
    /// <param name="run">The run.</param>
    /// <param name="overrides">Changes to its recipe; only the number of epochs and the patience can change.</param>
    /// <param name="source">The data; must be the data that the run was trained on.</param>
    /// <param name="context">Logger, clock and cancellation.</param>
    /// <exception cref="ElboException">Another option would change.</exception>
    public static RunSetup Resume(RunFolder run, IReadOnlyList<string> overrides, DataSource source, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(context);
        if (overrides.Select(text => text.Split('=')[0].Trim()).FirstOrDefault(path => !ResumableOptions.Contains(path)) is { } path)
        {
            throw new ElboException($"{run.Path}: {path} cannot change when a run is resumed; only {string.Join(" and ", ResumableOptions)} can. Start a new run instead");
        }

        Recipe recipe = overrides.Count == 0 ? run.Recipe : run.Recipe.WithOverrides(overrides, $"{run.Path} with --set");
        RunContext own = context with { Seed = run.Record.Seed, Threads = run.Record.Threads, Device = run.Record.Device };
        return new RunSetup(run.Path, recipe, source, own) { Resumed = run };
    }

    /// <summary>The training job on the data.</summary>
    /// <param name="data">The data of <see cref="Source"/>, preprocessed by the recipe.</param>
    /// <exception cref="ElboException">The resumed run was trained on other data.</exception>
    public TrainingJob CreateJob(InteractionDataset data)
    {
        Resumed?.RequireTrainingData(data, Source);
        return TrainingJob.Create(FitSplit ? Recipe.FitSplitTo(data) : Recipe, data, Context);
    }
}
