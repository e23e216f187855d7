using System.Text.RegularExpressions;
using Elbo.Data;
using Elbo.Data.Synthetic;

namespace Elbo.Tests.Data.Synthetic;

public class SyntheticDatasetTests
{
    private static readonly InteractionDataset Sample = SyntheticDataset.Create();

    [Fact]
    public void The_default_sample_never_changes()
    {
        InteractionMatrix matrix = Sample.Interactions;
        InteractionDataset untimed = new(
            "untimed", Sample.Users, Sample.Items, new InteractionMatrix(matrix.Offsets.ToArray(), matrix.Items.ToArray(), matrix.ItemCount));

        Assert.Equal("ff8c60f7e302f383c80fdeb9989455a81dec5780a9c6dd4d2780f5476c16a412", untimed.Fingerprint);
        Assert.Equal("35c245759a284e67f88fb86dba64b00e060cde35516611a8ba61a166b1d1879e", Sample.Fingerprint);
    }

    [Fact]
    public void It_is_marked_as_synthetic()
    {
        Assert.True(Sample.IsSynthetic);
        Assert.Equal("sample", Sample.Name);
    }

    [Fact]
    public void It_has_the_requested_size()
    {
        Assert.Equal(2_000, Sample.Users.Count);
        Assert.InRange(Sample.Items.Count, 1_150, 1_200);
        Assert.InRange(Sample.Interactions.Count, 90_000, 110_000);
    }

    [Fact]
    public void Another_seed_gives_other_data() =>
        Assert.NotEqual(Sample.Fingerprint, SyntheticDataset.Create(new SyntheticDataOptions { Seed = 43 }).Fingerprint);

    [Fact]
    public void A_user_has_each_item_once_and_in_time_order()
    {
        for (int user = 0; user < Sample.Users.Count; user++)
        {
            int[] row = Sample.Interactions.Row(user).ToArray();
            Assert.Equal(row.Length, row.Distinct().Count());
            long[] times = Sample.Interactions.RowTimes(user).ToArray();
            Assert.Equal(times.Order(), times);
        }
    }

    [Fact]
    public void Some_times_are_equal()
    {
        int ties = 0;
        for (int user = 0; user < Sample.Users.Count; user++)
        {
            (int begin, int end) = (Sample.Interactions.Offsets[user], Sample.Interactions.Offsets[user + 1]);
            ties += Enumerable.Range(begin + 1, end - begin - 1).Count(entry => Sample.Interactions.Times[entry] == Sample.Interactions.Times[entry - 1]);
        }

        Assert.Equal(0.25, (double)ties / Sample.Interactions.Count, 0.02);
    }

    [Fact]
    public void Histories_differ_widely_in_length()
    {
        int[] lengths = [.. Enumerable.Range(0, 2_000).Select(Sample.Interactions.RowLength).Order()];
        Assert.Equal(SyntheticDataset.MinHistoryLength, lengths[0]);
        Assert.InRange(lengths[200], 5, 10);
        Assert.InRange(lengths[1_000], 20, 30);
        Assert.InRange(lengths[1_800], 100, 200);
        Assert.InRange(lengths[^1], 250, 400);
    }

    [Fact]
    public void A_few_items_have_many_of_the_interactions()
    {
        int[] ascending = [.. Sample.Interactions.ItemFrequencies().Order()];
        double topTenth = ascending[^(ascending.Length / 10)..].Sum() / (double)Sample.Interactions.Count;
        Assert.InRange(topTenth, 0.40, 0.60);

        // Gini = sum_i (2 i - n - 1) x_i / (n sum x), with x ascending and i from 1.
        int n = ascending.Length;
        double gini = ascending.Select((x, i) => (2.0 * (i + 1) - n - 1) * x).Sum() / (n * (double)Sample.Interactions.Count);
        Assert.InRange(gini, 0.45, 0.75);
    }

    [Fact]
    public void The_last_genre_says_much_about_the_next()
    {
        string[] genres = [.. Sample.Items.Ids.Select(id => Sample.Metadata[id].Categories.Single())];
        Assert.Equal(12, genres.Distinct().Count());
        Dictionary<(string From, string To), int> moves = [];
        ForEachStep((from, to) => moves[(genres[from], genres[to])] = moves.GetValueOrDefault((genres[from], genres[to])) + 1);

        foreach (string genre in genres.Distinct())
        {
            int all = moves.Where(move => move.Key.From == genre).Sum(move => move.Value);
            int stayed = moves[(genre, genre)];
            int chained = moves.Where(move => move.Key.From == genre && move.Key.To != genre).Max(move => move.Value);

            // Blind to order, a genre comes next about once in twelve times.
            Assert.True(stayed > 4.0 / 12 * all, $"{genre}: stays {stayed} of {all}");
            Assert.True(chained > 1.2 / 12 * all, $"{genre}: moves on {chained} of {all}");
        }
    }

    [Fact]
    public void Parts_of_a_series_come_in_order()
    {
        Dictionary<string, int> byTitle = Enumerable.Range(0, Sample.Items.Count)
            .ToDictionary(item => Sample.Metadata[Sample.Items[item]].DisplayName());
        int followed = 0;
        int open = 0;
        ForEachStep((from, to) =>
        {
            if (byTitle.TryGetValue(Sample.Metadata[Sample.Items[from]].DisplayName() + " II", out int second))
            {
                open++;
                followed += second == to ? 1 : 0;
            }
        });

        // The popular favourites among 1,200 items have about one chance in a hundred.
        Assert.InRange(followed / (double)open, 0.55, 0.80);
    }

    [Fact]
    public void Titles_are_unique_and_well_formed()
    {
        string[] titles = [.. Sample.Metadata.Values.Select(item => item.DisplayName())];
        Assert.Equal(titles.Length, titles.Distinct().Count());
        Assert.All(titles, title => Assert.Matches(new Regex(@"^The [A-Z][a-z]+ [A-Z][a-z]+( II| III| IV| V)?$"), title));
    }

    [Fact]
    public void Many_items_have_unique_titles_too()
    {
        InteractionDataset large = SyntheticDataset.Create(new SyntheticDataOptions { Users = 2_000, Items = 40_000, MeanHistoryLength = 200 });
        string[] titles = [.. large.Metadata.Values.Select(item => item.DisplayName())];
        Assert.True(titles.Length > 15_000);
        Assert.Equal(titles.Length, titles.Distinct().Count());
        Assert.Contains(titles, title => title.Contains(" of ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_size_out_of_range_is_reported()
    {
        ElboException error = Assert.Throws<ElboException>(() => SyntheticDataset.Create(new SyntheticDataOptions { Users = 0, Items = 3 }));
        Assert.Equal(
            "sample: users is 0; it must be between 1 and 10000000\nsample: items is 3; it must be between 240 and 200000",
            error.Message);
    }

    private static void ForEachStep(Action<int, int> step)
    {
        for (int user = 0; user < Sample.Users.Count; user++)
        {
            ReadOnlySpan<int> row = Sample.Interactions.Row(user);
            for (int i = 1; i < row.Length; i++)
            {
                step(row[i - 1], row[i]);
            }
        }
    }
}
