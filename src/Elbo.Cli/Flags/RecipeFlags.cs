using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Cli;

/// <summary>A recipe from a file or of a model's defaults, with options overridden by flags.</summary>
internal sealed class RecipeFlags
{
    private readonly Argument<string?> recipe = new("recipe") { Description = "Recipe file", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> model = new("--model") { Description = $"Model to train without a recipe: {string.Join(", ", ModelRegistry.All.Select(entry => entry.Name))}" };
    private readonly Option<int?> epochs = new("--epochs") { Description = "Maximum number of epochs" };
    private readonly Option<int?> batchSize = new("--batch-size") { Description = "Batch size in users" };
    private readonly Option<double?> learningRate = new("--learning-rate") { Description = "Initial learning rate" };
    private readonly Option<double?> weightDecay = new("--weight-decay") { Description = "L2 weight decay" };
    private readonly Option<string?> optimizer = new("--optimizer") { Description = $"Optimizer: {string.Join(", ", Enum.GetValues<OptimizerKind>().Select(kind => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString())))}" };
    private readonly Option<int?> patience = new("--patience") { Description = "Early-stopping patience, in epochs" };
    private readonly Option<string[]> set = new("--set")
    {
        Description = "Set any option of the recipe: options.latentSize=64, split.targetSelection=random",
        DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(recipe);
        foreach (Option option in (Option[])[model, epochs, batchSize, learningRate, weightDecay, optimizer, patience, set])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The recipe that the flags describe.</summary>
    /// <exception cref="ElboException">Neither or both of recipe and model are given, or an option is invalid.</exception>
    public Recipe Read(ParseResult parsed)
    {
        string[] overrides = [.. Overrides(parsed)];
        return (parsed.GetValue(recipe), parsed.GetValue(model)) switch
        {
            ({ } path, null) => Recipe.Read(path, overrides),
            (null, { } name) => Recipe.Parse(new JsonObject { ["model"] = name }.ToJsonString(), "--model", name, overrides),
            _ => throw new ElboException("give either a recipe file or --model, for example: elbo train --model mult-vae --data sample"),
        };
    }

    /// <summary>True if neither a recipe file nor --set chooses the split, so that the default is fitted to the data.</summary>
    public bool UseDefaultSplit(ParseResult parsed) =>
        parsed.GetValue(recipe) is null && !parsed.GetValue(set)!.Any(text => text.StartsWith("split", StringComparison.Ordinal));

    /// <summary>Flags that cannot change when a run is resumed.</summary>
    public IReadOnlyList<Option> FixedByRun => [model, batchSize, learningRate, weightDecay, optimizer];

    /// <summary>True if a recipe file is given.</summary>
    public bool IsFileSpecified(CommandResult result) => result.GetValue(recipe) is not null;

    /// <summary>The changes that flags make to the recipe, such as training.epochs=20.</summary>
    public IEnumerable<string> Overrides(ParseResult parsed)
    {
        (string Name, IFormattable? Value)[] numbers =
        [
            ("epochs", parsed.GetValue(epochs)),
            ("batchSize", parsed.GetValue(batchSize)),
            ("learningRate", parsed.GetValue(learningRate)),
            ("weightDecay", parsed.GetValue(weightDecay)),
            ("patience", parsed.GetValue(patience)),
        ];
        foreach ((string name, IFormattable? value) in numbers.Where(number => number.Value is not null))
        {
            yield return $"training.{name}={value!.ToString(null, CultureInfo.InvariantCulture)}";
        }

        if (parsed.GetValue(optimizer) is { } optimizerName)
        {
            yield return $"training.optimizer={optimizerName}";
        }

        foreach (string text in parsed.GetValue(set)!)
        {
            yield return text;
        }
    }
}
