using Elbo.Server.Items;

namespace Elbo.Tests.Server;

public class ItemSearchIndexTests
{
    private static readonly ItemSearchIndex Index = new(
    [
        new Item("1", "Toy Story (1995)", [], 50),
        new Item("2", "Le Fabuleux destin d'Amélie Poulain (2001)", [], 30),
        new Item("3", "Toy Soldiers (1991)", [], 70),
        new Item("4", "Histoire d'un Toy (1999)", [], 60),
        new Item("5", null, [], 90),
        new Item("6", "Москва слезам не верит (1980)", [], 10),
        new Item("1995", "Æon Flux's Œuvre", [], 5),
    ]);

    [Theory]
    [InlineData("toy", "3 4 1")]
    [InlineData("TOY s", "3 1")]
    [InlineData("story toy", "1")]
    [InlineData("amelie", "2")]
    [InlineData("damelie", "2")]
    [InlineData("d'Amélie", "2")]
    [InlineData("moskva", "6")]
    [InlineData("москва", "6")]
    [InlineData("oeuvre", "1995")]
    [InlineData("fluxs", "1995")]
    [InlineData("flux’s", "1995")]
    [InlineData("1995", "1995 1")]
    [InlineData(" 5 ", "5")]
    [InlineData("", "5 3 4 1 2 6 1995")]
    [InlineData("!?", "")]
    [InlineData("oy", "")]
    [InlineData("toy zzz", "")]
    public void Items_match_by_word_prefix_most_popular_first(string query, string expected) =>
        Assert.Equal(expected, string.Join(' ', Index.Search(query, 10).Select(item => item.Id)));

    [Fact]
    public void The_limit_is_respected() => Assert.Equal(["3", "4"], Index.Search("toy", 2).Select(item => item.Id));

    [Fact]
    public void Items_beyond_the_first_64_are_found()
    {
        ItemSearchIndex many = new([.. Enumerable.Range(0, 200).Select(i => new Item($"{i}", $"thing {i}x", [], 1000 - i))]);

        Assert.Equal(["130"], many.Search("130x", 5).Select(item => item.Id));
        Assert.Equal(200, many.Search("thing", 500).Count);
    }
}
