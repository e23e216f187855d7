using System.ComponentModel.DataAnnotations;
using Elbo.Options;

namespace Elbo.Data.Splits;

/// <summary>Options of <see cref="HeldOutUsersSplitter"/>; the defaults are those of Sachdeva et al. (2019) on ML-1M.</summary>
public sealed record HeldOutUsersSplitterOptions
{
    /// <summary>Number of validation users; default 750.</summary>
    [Range(0, int.MaxValue)]
    public int ValidationUsers { get; init; } = 750;

    /// <summary>Number of test users; default 750.</summary>
    [Range(0, int.MaxValue)]
    public int TestUsers { get; init; } = 750;

    /// <summary>Whether targets are the last interactions or random ones; default <see cref="TargetSelection.Temporal"/>.</summary>
    [EnumDataType(typeof(TargetSelection), ErrorMessage = "it must be temporal or random")]
    public TargetSelection TargetSelection { get; init; } = TargetSelection.Temporal;

    /// <summary>Fraction of a held-out history that becomes targets, in (0, 1); default 0.2.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double TargetFraction { get; init; } = 0.2;

    /// <summary>Seed for drawing users and random targets; default 98765, as in both papers.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 98765;
}

/// <summary>
/// Strong generalization: validation and test users are never trained on; part of each of their histories is the
/// model's input and the rest are its targets.
/// </summary>
/// <remarks>
/// Liang et al., "Variational autoencoders for collaborative filtering" (WWW 2018), and Sachdeva et al.,
/// "Sequential variational autoencoders for collaborative filtering" (WSDM 2019), as in their published code:
/// users in id order are permuted by <see cref="NumPyRandom"/>; the last are for test, those before them for
/// validation. The rows of each subset are in id order. Interactions with items that training lacks are dropped.
/// Of the n that remain, temporal targets are all from index int((1 - fraction) n) on, and random targets are int(fraction n)
/// drawn without replacement, with the generator seeded anew for each set. Users with n below 5 have only a
/// fold-in: their row of targets is empty. Fold-in and targets keep the time order.
/// </remarks>
internal sealed class HeldOutUsersSplitter : ISplitter
{
    private const int MinHistoryLength = 5;

    private readonly HeldOutUsersSplitterOptions options;

    /// <summary>A splitter with these options.</summary>
    /// <exception cref="ElboException">A value is outside its limits.</exception>
    public HeldOutUsersSplitter(HeldOutUsersSplitterOptions options)
    {
        OptionsValidator.Validate(options, "held-out-users");
        this.options = options;
    }

    /// <inheritdoc />
    public Split Split(InteractionDataset data)
    {
        int[] order = new NumPyRandom((uint)options.Seed).Permutation(data.Users.Count);
        long trainingUsers = (long)order.Length - options.ValidationUsers - options.TestUsers;
        if (trainingUsers < 1)
        {
            throw new ElboException(
                $"{data.Name} has {order.Length} users, too few to hold out {options.ValidationUsers} for validation and {options.TestUsers} for test; "
                + "reduce them with --set split.validationUsers=… and --set split.testUsers=…");
        }

        int validationStart = (int)trainingUsers;
        int testStart = validationStart + options.ValidationUsers;
        TrainingItemIndex index = new(data.Interactions.ItemCount);
        MatrixBuilder train = BuildTrainingSet(data, Sorted(order[..validationStart]), index);
        return new Split(
            index.ToVocabulary(data.Items),
            train.Build(),
            train.Users,
            BuildHeldOutSet(data, Sorted(order[validationStart..testStart]), index),
            BuildHeldOutSet(data, Sorted(order[testStart..]), index));
    }

    private static int[] Sorted(int[] users)
    {
        Array.Sort(users);
        return users;
    }

    private static MatrixBuilder BuildTrainingSet(InteractionDataset data, int[] users, TrainingItemIndex index)
    {
        MatrixBuilder train = new(data, index);
        foreach (int user in users.Where(user => data.Interactions.RowLength(user) > 0))
        {
            foreach (int item in data.Interactions.Row(user))
            {
                train.Add(index.Add(item));
            }

            train.EndRow(user);
        }

        return index.Count > 0
            ? train
            : throw new ElboException(
                $"{data.Name}: none of the {users.Length} training users has an interaction; hold out fewer users, or draw others with --set split.seed=…");
    }

    private HeldOutSet BuildHeldOutSet(InteractionDataset data, int[] users, TrainingItemIndex index)
    {
        NumPyRandom random = new((uint)options.Seed);
        MatrixBuilder foldIn = new(data, index);
        MatrixBuilder targets = new(data, index);
        List<int> known = [];
        foreach (int user in users)
        {
            known.Clear();
            foreach (int item in data.Interactions.Row(user))
            {
                if (index[item] >= 0)
                {
                    known.Add(index[item]);
                }
            }

            bool[] isTarget = known.Count < MinHistoryLength ? new bool[known.Count] : SelectTargets(known.Count, random);
            for (int i = 0; i < known.Count; i++)
            {
                (isTarget[i] ? targets : foldIn).Add(known[i]);
            }

            foldIn.EndRow(user);
            targets.EndRow(user);
        }

        return new HeldOutSet(users, foldIn.Build(), targets.Build());
    }

    private bool[] SelectTargets(int count, NumPyRandom random)
    {
        bool[] isTarget = new bool[count];
        if (options.TargetSelection == TargetSelection.Temporal)
        {
            // The products are truncated in double precision, as Python's int() does in the authors' code.
            isTarget.AsSpan((int)((1.0 - options.TargetFraction) * count)).Fill(true);
        }
        else
        {
            foreach (int index in random.Choice(count, (int)(options.TargetFraction * count)))
            {
                isTarget[index] = true;
            }
        }

        return isTarget;
    }
}
