namespace Elbo.Data.Splits;

/// <summary>Options of <see cref="LeaveLastOut"/>: there are none, the rule is fixed.</summary>
public sealed record LeaveLastOutOptions;

/// <summary>
/// Each person's last interaction is the test target, the one before it the validation target, the rest is for training.
/// </summary>
/// <remarks>
/// The usual protocol for sequences (Kang and McAuley, "Self-attentive sequential recommendation", ICDM 2018).
/// The fold-in for test includes the validation target. Histories of fewer than 3 interactions are wholly for
/// training. Targets that training lacks are dropped, and people left without targets are not in that set.
/// Training may hold interactions later than another person's target; <see cref="GlobalTime"/> forbids that.
/// </remarks>
public sealed class LeaveLastOut : ISplitter
{
    private const int MinimumToCut = 3;

    /// <inheritdoc />
    public Split Split(DataSet data)
    {
        Part[] parts = new Part[data.Interactions.Count];
        for (int user = 0; user < data.Interactions.RowCount; user++)
        {
            if (data.Interactions.RowLength(user) >= MinimumToCut)
            {
                int end = data.Interactions.Offsets[user + 1];
                parts[end - 2] = Part.Validation;
                parts[end - 1] = Part.Test;
            }
        }

        return PartedHistories.Split(data, parts);
    }
}
