namespace Elbo.Data.Splits;

/// <summary>
/// Makes a split of a label per interaction, where each person may be in all parts: the fold-in of a part is
/// everything in the parts before it.
/// </summary>
internal static class HistorySplitBuilder
{
    /// <summary>Makes the split; <paramref name="parts"/> labels the entries of the data's matrix.</summary>
    /// <remarks>People without training entries are not in training; people without fold-in or targets are not held out.</remarks>
    /// <exception cref="ElboException">No interaction is left for training.</exception>
    public static Split Build(InteractionDataset data, ReadOnlySpan<SplitPart> parts)
    {
        TrainingItemIndex items = new(data.Interactions.ItemCount);
        MatrixBuilder train = new();
        List<int> trainUsers = [];
        List<int> row = [];
        for (int user = 0; user < data.Interactions.RowCount; user++)
        {
            row.Clear();
            ReadOnlySpan<int> history = data.Interactions.Row(user);
            ReadOnlySpan<SplitPart> labels = parts.Slice(data.Interactions.Offsets[user], history.Length);
            for (int i = 0; i < history.Length; i++)
            {
                if (labels[i] == SplitPart.Train)
                {
                    row.Add(items.Add(history[i]));
                }
            }

            if (row.Count > 0)
            {
                train.AddRow(row);
                trainUsers.Add(user);
            }
        }

        if (items.Count == 0)
        {
            throw new ElboException(
                $"{data.Name}: no interaction of {data.Interactions.Count} is left for training; give training a larger share or more data");
        }

        return new Split(
            items.ToVocabulary(data.Items),
            train.Build(items.Count),
            trainUsers,
            BuildHeldOutSet(data, parts, items, SplitPart.Validation),
            BuildHeldOutSet(data, parts, items, SplitPart.Test));
    }

    private static HeldOutSet BuildHeldOutSet(InteractionDataset data, ReadOnlySpan<SplitPart> parts, TrainingItemIndex items, SplitPart target)
    {
        MatrixBuilder foldIn = new();
        MatrixBuilder targets = new();
        List<int> users = [];
        List<int> shown = [];
        List<int> hidden = [];
        for (int user = 0; user < data.Interactions.RowCount; user++)
        {
            shown.Clear();
            hidden.Clear();
            ReadOnlySpan<int> history = data.Interactions.Row(user);
            ReadOnlySpan<SplitPart> labels = parts.Slice(data.Interactions.Offsets[user], history.Length);
            for (int i = 0; i < history.Length; i++)
            {
                if (items[history[i]] >= 0 && labels[i] <= target)
                {
                    (labels[i] == target ? hidden : shown).Add(items[history[i]]);
                }
            }

            if (shown.Count > 0 && hidden.Count > 0)
            {
                users.Add(user);
                foldIn.AddRow(shown);
                targets.AddRow(hidden);
            }
        }

        return new HeldOutSet(users, foldIn.Build(items.Count), targets.Build(items.Count));
    }
}
