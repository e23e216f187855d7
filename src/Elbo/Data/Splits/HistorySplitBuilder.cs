namespace Elbo.Data.Splits;

/// <summary>The subset that an interaction belongs to.</summary>
internal enum SplitPart : byte
{
    Train,
    Validation,
    Test,
}

/// <summary>
/// Builds a split from one label per interaction, where each user may be in all subsets: the fold-in of a subset
/// is everything in the subsets before it.
/// </summary>
internal static class HistorySplitBuilder
{
    /// <summary>Builds the split; <paramref name="parts"/> labels the entries of the data's matrix.</summary>
    /// <remarks>Users without training interactions are not trained on; users without fold-in or targets are not held out.</remarks>
    /// <exception cref="ElboException">No interaction is left for training.</exception>
    public static Split Build(InteractionDataset data, ReadOnlySpan<SplitPart> parts)
    {
        TrainingItemIndex index = new(data.Interactions.ItemCount);
        MatrixBuilder train = new(data, index);
        for (int user = 0; user < data.Interactions.RowCount; user++)
        {
            for (int entry = data.Interactions.Offsets[user]; entry < data.Interactions.Offsets[user + 1]; entry++)
            {
                if (parts[entry] == SplitPart.Train)
                {
                    train.Add(index.Add(data.Interactions.Items[entry]));
                }
            }

            if (train.RowLength > 0)
            {
                train.EndRow(user);
            }
        }

        if (index.Count == 0)
        {
            throw new ElboException(
                $"{data.Name}: no interaction of {data.Interactions.Count} is left for training; give training a larger fraction or more data");
        }

        return new Split(
            index.ToVocabulary(data.Items),
            train.Build(),
            train.Users,
            BuildHeldOutSet(data, parts, index, SplitPart.Validation),
            BuildHeldOutSet(data, parts, index, SplitPart.Test));
    }

    private static HeldOutSet BuildHeldOutSet(InteractionDataset data, ReadOnlySpan<SplitPart> parts, TrainingItemIndex index, SplitPart target)
    {
        MatrixBuilder foldIn = new(data, index);
        MatrixBuilder targets = new(data, index);
        for (int user = 0; user < data.Interactions.RowCount; user++)
        {
            for (int entry = data.Interactions.Offsets[user]; entry < data.Interactions.Offsets[user + 1]; entry++)
            {
                int item = index[data.Interactions.Items[entry]];
                if (item >= 0 && parts[entry] <= target)
                {
                    (parts[entry] == target ? targets : foldIn).Add(item);
                }
            }

            if (foldIn.RowLength > 0 && targets.RowLength > 0)
            {
                foldIn.EndRow(user);
                targets.EndRow(user);
            }
            else
            {
                foldIn.DiscardRow();
                targets.DiscardRow();
            }
        }

        return new HeldOutSet(foldIn.Users, foldIn.Build(), targets.Build());
    }
}
