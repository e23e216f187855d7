using Elbo.Reports;

namespace Elbo.Tests.Reports;

public class GenrePaletteTests
{
    private static readonly GenrePalette Films = new(
    [
        new Item("1", "A", ["Drama"], 60),
        new Item("2", "B", ["Drama", "War"], 20),
        new Item("3", "C", ["Drama", "Comedy"], 10),
        new Item("4", "D", ["Comedy"], 10),
    ]);

    [Fact]
    public void The_most_common_genre_comes_first() => Assert.Equal(["Drama", "Comedy", "War"], Films.Names);

    [Fact]
    public void An_item_gets_its_least_common_genre()
    {
        Assert.Equal(2, Films.FindRarest(["Drama", "War"]));
        Assert.Equal(1, Films.FindRarest(["Comedy", "Drama"]));
        Assert.Null(Films.FindRarest(["Unheard of"]));
    }

    [Fact]
    public void A_user_gets_the_most_over_represented_genre()
    {
        // Of the interactions 90 % are with dramas, 20 % with comedies, 20 % with war films.
        Assert.Equal(1, Films.FindMostOverrepresented([0, 2, 3]));
        Assert.Equal(0, Films.FindMostOverrepresented([0, 0]));
        Assert.Null(Films.FindMostOverrepresented([]));
    }

    [Fact]
    public void There_are_as_many_genres_as_colors()
    {
        GenrePalette many = new([.. Enumerable.Range(0, 12).Select(genre => new Item($"{genre}", null, [$"genre {genre:00}"], 1))]);
        Assert.Equal(Enumerable.Range(0, 7).Select(genre => $"genre {genre:00}"), many.Names);
        Assert.Null(many.FindRarest(["genre 11"]));
    }
}
