using Elbo.Data;

namespace Elbo.Models;

/// <summary>A model with a closed-form solution, computed at once instead of step by step.</summary>
public abstract class ClosedFormModel(ModelContext context) : Model(context)
{
    /// <inheritdoc />
    public override ScoreKind ScoreKind => ScoreKind.Additive;

    /// <summary>Learns from the training histories, replacing whatever was learned before.</summary>
    /// <param name="train">Training histories, users x items.</param>
    /// <param name="context">Logger for warnings, and cancellation.</param>
    public abstract void Fit(InteractionMatrix train, RunContext context);

    /// <inheritdoc />
    public sealed override void Score(InteractionMatrix histories, int firstRow, int rowCount, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(histories);
        scores[..(rowCount * ItemCount)].Clear();
        for (int row = 0; row < rowCount; row++)
        {
            AddScores(histories.Row(firstRow + row), scores.Slice(row * ItemCount, ItemCount));
        }
    }

    /// <summary>Adds one user's scores.</summary>
    /// <param name="history">The history, in time order.</param>
    /// <param name="scores">One value per item, all 0 before.</param>
    protected abstract void AddScores(ReadOnlySpan<int> history, Span<float> scores);
}
