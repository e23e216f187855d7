namespace Elbo.Data.Splits;

/// <summary>
/// Data parted for training, tuning and the final figure. All parts share one item vocabulary, which comes
/// from the training part alone: what nobody in training has touched cannot be scored and is left out.
/// </summary>
/// <param name="Items">The items of the training part; column order of every matrix here.</param>
/// <param name="Train">Training histories, users x items.</param>
/// <param name="TrainUsers">For each row of <paramref name="Train"/> its row in the data set.</param>
/// <param name="Validation">People to choose options and the best epoch by.</param>
/// <param name="Test">People for the final figure.</param>
public sealed record Split(
    Vocabulary Items,
    InteractionMatrix Train,
    IReadOnlyList<int> TrainUsers,
    HeldOutSet Validation,
    HeldOutSet Test);
