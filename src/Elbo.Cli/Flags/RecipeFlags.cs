using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Models;
using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>A recipe from a file, or one made up from a model's name, with single options set over it.</summary>
internal sealed class RecipeFlags
{
    private const int DefaultHeldOutUsers = 750;
    private const int HeldOutDivisor = 10;

    private readonly Argument<string?> recipe = new("recipe") { Description = "The recipe's file", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> model = new("--model") { Description = $"Without a recipe: {string.Join(", ", ModelRegistry.All.Select(entry => entry.Name))}" };
    private readonly Option<int?> epochs = new("--epochs") { Description = "The most epochs" };
    private readonly Option<int?> batchSize = new("--batch-size") { Description = "People per update" };
    private readonly Option<double?> learningRate = new("--learning-rate") { Description = "Learning rate of the first epoch" };
    private readonly Option<double?> weightDecay = new("--weight-decay") { Description = "L2 weight decay" };
    private readonly Option<string?> optimizer = new("--optimizer") { Description = "adam, adam-w, adagrad or rms-prop" };
    private readonly Option<int?> patience = new("--patience") { Description = "Stop after so many epochs without a better validation metric" };
    private readonly Option<string[]> set = new("--set")
    {
        Description = "Set any option of the recipe: options.latentSize=64, split.foldOut=random",
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

    /// <summary>The recipe asked for.</summary>
    /// <exception cref="ElboException">Neither or both of recipe and model are given, or something in it is wrong.</exception>
    public Recipe Read(ParseResult parsed)
    {
        string[] assignments = [.. Assignments(parsed)];
        return (parsed.GetValue(recipe), parsed.GetValue(model)) switch
        {
            ({ } path, null) => Recipe.Read(path, assignments),
            (null, { } name) => Recipe.Parse(new JsonObject { ["model"] = name }.ToJsonString(), "--model", name, assignments),
            _ => throw new ElboException("give either a recipe's file or --model, for example: elbo train --model mult-vae --data sample"),
        };
    }

    /// <summary>A recipe that names no split holds out 750 people twice, as published; on small data a tenth of them.</summary>
    public Recipe FitSplitToData(Recipe original, InteractionDataset data, ParseResult parsed)
    {
        int heldOutUsers = Math.Min(DefaultHeldOutUsers, data.Users.Count / HeldOutDivisor);
        bool usesDefaultSplit = parsed.GetValue(recipe) is null && !parsed.GetValue(set)!.Any(text => text.StartsWith("split", StringComparison.Ordinal));
        return usesDefaultSplit && original.SplitOptions is HeldOutUsersSplitterOptions options
            ? original with { SplitOptions = options with { ValidationUsers = heldOutUsers, TestUsers = heldOutUsers } }
            : original;
    }

    private IEnumerable<string> Assignments(ParseResult parsed)
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

        foreach (string assignment in parsed.GetValue(set)!)
        {
            yield return assignment;
        }
    }
}
