using Elbo.Data;

namespace Elbo.Models;

/// <summary>A model that is solved in one go instead of being trained step by step.</summary>
public abstract class ClosedFormModel(int itemCount) : Model(itemCount)
{
    /// <summary>Learns from the training histories, in place of whatever was learned before.</summary>
    /// <param name="train">Training histories, users x items.</param>
    /// <param name="context">Logger for warnings, and cancellation.</param>
    public abstract void Fit(InteractionMatrix train, RunContext context);
}
