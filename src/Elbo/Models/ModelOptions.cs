namespace Elbo.Models;

/// <summary>Base of every model's options: one sealed record per model, beside the model.</summary>
public abstract record ModelOptions;
