namespace Elbo.Data.Splits;

/// <summary>Options of <see cref="LeaveLastOutSplitter"/>: none, the rule is fixed.</summary>
public sealed record LeaveLastOutSplitterOptions;

/// <summary>
/// Each user's last interaction is the test target, the one before it the validation target, and the rest is for training.
/// </summary>
/// <remarks>
/// The standard protocol for sequential recommendation (Kang and McAuley, "Self-attentive sequential recommendation",
/// ICDM 2018). The fold-in for test includes the validation target. Histories of fewer than 3 interactions are used for
/// training only. Targets without training interactions are dropped, and users left without targets are not in that set.
/// Training may hold interactions later than another user's target; <see cref="GlobalTimeSplitter"/> forbids that.
/// </remarks>
internal sealed class LeaveLastOutSplitter : ISplitter
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
