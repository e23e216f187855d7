namespace Elbo.Data.Splits;

/// <summary>Options of <see cref="LeaveLastOutSplitter"/>: there are none, the rule is fixed.</summary>
public sealed record LeaveLastOutSplitterOptions;

/// <summary>
/// Each person's last interaction is the test target, the one before it the validation target, the rest is for training.
/// </summary>
/// <remarks>
/// The usual protocol for sequences (Kang and McAuley, "Self-attentive sequential recommendation", ICDM 2018).
/// The fold-in for test includes the validation target. Histories of fewer than 3 interactions are wholly for
/// training. Targets that training lacks are dropped, and people left without targets are not in that set.
/// Training may hold interactions later than another person's target; <see cref="GlobalTimeSplitter"/> forbids that.
/// </remarks>
public sealed class LeaveLastOutSplitter : ISplitter
{
    private const int MinHistoryLength = 3;

    /// <inheritdoc />
    public Split Split(InteractionDataset data)
    {
        SplitPart[] parts = new SplitPart[data.Interactions.Count];
        for (int user = 0; user < data.Interactions.RowCount; user++)
        {
            if (data.Interactions.RowLength(user) >= MinHistoryLength)
            {
                int end = data.Interactions.Offsets[user + 1];
                parts[end - 2] = SplitPart.Validation;
                parts[end - 1] = SplitPart.Test;
            }
        }

        return HistorySplitBuilder.Build(data, parts);
    }
}
