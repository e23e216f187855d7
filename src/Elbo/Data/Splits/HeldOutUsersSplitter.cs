using System.ComponentModel.DataAnnotations;
using Elbo.Options;

namespace Elbo.Data.Splits;

/// <summary>Options of <see cref="HeldOutUsersSplitter"/>; the defaults are those of Sachdeva et al. (2019) on ML-1M.</summary>
public sealed record HeldOutUsersSplitterOptions
{
    /// <summary>How many people validate; default 750.</summary>
    [Range(0, int.MaxValue)]
    public int ValidationUsers { get; init; } = 750;

    /// <summary>How many people test; default 750.</summary>
    [Range(0, int.MaxValue)]
    public int TestUsers { get; init; } = 750;

    /// <summary>Whether targets are the last interactions or random ones; default <see cref="TargetSelection.Temporal"/>.</summary>
    [EnumDataType(typeof(TargetSelection), ErrorMessage = "it must be temporal or random")]
    public TargetSelection TargetSelection { get; init; } = TargetSelection.Temporal;

    /// <summary>Share of a held-out history that a model has to find, in (0, 1); default 0.2.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double TargetFraction { get; init; } = 0.2;

    /// <summary>Seed of the choice of people and of random targets; default 98765, that of both papers.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 98765;
}

/// <summary>
/// Strong generalisation: people held out for validation and test are never trained on; of each, a part of the
/// history is shown and the rest is to be found.
/// </summary>
/// <remarks>
/// Liang et al., "Variational autoencoders for collaborative filtering" (WWW 2018), and Sachdeva et al.,
/// "Sequential variational autoencoders for collaborative filtering" (WSDM 2019), as in their published code:
/// people in id order are permuted by <see cref="NumPyRandom"/>; the last are for test, those before them for
/// validation. Rows of every part stand in id order. Interactions with items that training lacks are dropped,
/// and of the n left, temporal targets are all from index int((1 - share) n) on, random targets are int(share n)
/// drawn without replacement, the generator being seeded anew for each set. People with n below 5 are shown
/// whole: their row of targets is empty. Time order is kept within fold-in and targets.
/// </remarks>
public sealed class HeldOutUsersSplitter : ISplitter
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
                $"{data.Name} has {order.Length} users, too few to hold out {options.ValidationUsers} for validation and {options.TestUsers} for test; choose smaller numbers with --validation-users and --test-users");
        }

        int validationStart = (int)trainingUsers;
        int testStart = validationStart + options.ValidationUsers;
        TrainingItemIndex items = new(data.Interactions.ItemCount);
        (InteractionMatrix train, List<int> trainUsers) = BuildTrainingSet(data, Sorted(order[..validationStart]), items);
        return new Split(
            items.ToVocabulary(data.Items),
            train,
            trainUsers,
            BuildHeldOutSet(data, Sorted(order[validationStart..testStart]), items),
            BuildHeldOutSet(data, Sorted(order[testStart..]), items));
    }

    private static int[] Sorted(int[] users)
    {
        Array.Sort(users);
        return users;
    }

    private static (InteractionMatrix Train, List<int> Users) BuildTrainingSet(InteractionDataset data, int[] users, TrainingItemIndex items)
    {
        MatrixBuilder train = new();
        List<int> kept = [];
        List<int> row = [];
        foreach (int user in users.Where(user => data.Interactions.RowLength(user) > 0))
        {
            row.Clear();
            foreach (int item in data.Interactions.Row(user))
            {
                row.Add(items.Add(item));
            }

            train.AddRow(row);
            kept.Add(user);
        }

        return items.Count > 0
            ? (train.Build(items.Count), kept)
            : throw new ElboException($"{data.Name}: none of the {users.Length} users chosen for training has an interaction; hold out fewer users or choose another --seed");
    }

    private HeldOutSet BuildHeldOutSet(InteractionDataset data, int[] users, TrainingItemIndex items)
    {
        NumPyRandom random = new((uint)options.Seed);
        MatrixBuilder foldIn = new();
        MatrixBuilder targets = new();
        List<int> known = [];
        List<int> shown = [];
        List<int> hidden = [];
        foreach (int user in users)
        {
            known.Clear();
            shown.Clear();
            hidden.Clear();
            foreach (int item in data.Interactions.Row(user))
            {
                if (items[item] >= 0)
                {
                    known.Add(items[item]);
                }
            }

            bool[] isTarget = known.Count < MinHistoryLength ? new bool[known.Count] : ChooseTargets(known.Count, random);
            for (int i = 0; i < known.Count; i++)
            {
                (isTarget[i] ? hidden : shown).Add(known[i]);
            }

            foldIn.AddRow(shown);
            targets.AddRow(hidden);
        }

        return new HeldOutSet(users, foldIn.Build(items.Count), targets.Build(items.Count));
    }

    private bool[] ChooseTargets(int count, NumPyRandom random)
    {
        bool[] isTarget = new bool[count];
        if (options.TargetSelection == TargetSelection.Temporal)
        {
            // The products are cut off in double precision, as Python's int() does in the authors' code.
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
