using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Training;
using TorchSharp;

namespace Elbo.Runs;

/// <summary>Runs the steps of a recipe: creates the model, trains it and evaluates it.</summary>
internal static class RecipeRunner
{
    /// <summary>Creates an untrained model with weights drawn from the context's seed.</summary>
    /// <exception cref="ElboException">The device is not available.</exception>
    public static Model CreateModel(Recipe recipe, int itemCount, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(context);
        torch.Device device = TorchDevice.Open(context);
        torch.manual_seed(context.Seed);
        return recipe.Model.Create(new ModelContext(itemCount) { Device = device }, recipe.Options);
    }

    /// <summary>Trains a model and computes the validation metric after each epoch. Resumes from a checkpoint if there is one.</summary>
    public static TrainingResult Train(
        Recipe recipe, Model model, Split split, RunContext context, IReadOnlyList<ITrainingCallback> callbacks, Checkpoint? resume = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(split);
        string metric = recipe.Training.ValidationMetric;
        HeldOutSet validation = ValidationSample(recipe, split);
        Func<Model, double>? validate = validation.Targets.Count == 0
            ? null
            : trained => Evaluate([metric], trained, split, validation, context)[metric];
        return new Trainer(recipe.Training, context, callbacks).Train(model, split.Train, validate, resume);
    }

    /// <summary>The validation users that are evaluated after each epoch.</summary>
    public static HeldOutSet ValidationSample(Recipe recipe, Split split)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(split);
        return recipe.Training.MaxValidationUsers is { } maxUsers ? split.Validation.Sample(maxUsers) : split.Validation;
    }

    /// <summary>Computes metrics of a trained model on held-out users.</summary>
    public static EvaluationResult Evaluate(IReadOnlyList<string> metrics, Model model, Split split, HeldOutSet heldOut, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(context);
        return Evaluator.Evaluate(model, heldOut, new EvaluationOptions { Metrics = metrics }, split.Train, context.CancellationToken);
    }
}
