using Elbo.Data;

namespace Elbo.Tests.Data;

public class TitleSearchTests
{
    private static readonly (string Id, string Title)[] Films =
    [
        ("2571", "Matrix, The (1999)"),
        ("594", "Snow White and the Seven Dwarfs (1937)"),
        ("11", "Sabrina (1954)"),
        ("915", "Sabrina (1995)"),
        ("29", "City of Lost Children, The (Cité des enfants perdus, La) (1995)"),
        ("527", "Schindler's List (1993)"),
        ("6365", "Matrix Reloaded, The (2003)"),
        ("300", "11 (2004)"),
        ("8", "$ (1971)"),
    ];

    private static readonly TitleSearch Search = new(
        new Vocabulary(Films.Select(film => film.Id).Append("untitled")),
        Films.ToDictionary(film => film.Id, film => new Item(film.Id, film.Title, [], 0)));

    [Theory]
    [InlineData("2571", "2571")]
    [InlineData("Matrix, The (1999)", "2571")]
    [InlineData("matrix, the (1999)", "2571")]
    [InlineData("The Matrix (1999)", "2571")]
    [InlineData("the matrix", "2571")]
    [InlineData("  THE   MATRIX ", "2571")]
    [InlineData("Matrix", "2571")]
    [InlineData("the matrix reloaded", "6365")]
    [InlineData("The City of Lost Children", "29")]
    [InlineData("schindlers list", "527")]
    [InlineData("sabrina (1995)", "915")]
    [InlineData("11", "11")]
    [InlineData("$", "8")]
    [InlineData("untitled", "untitled")]
    public void Id_and_title_variants_find_the_item(string typed, string id)
    {
        TitleMatch match = Search.Find(typed);
        Assert.Equal(TitleMatchKind.Found, match.Kind);
        Assert.Equal(id, Id(Assert.Single(match.Items)));
        Assert.Equal(match.Items[0], Search.Require(typed));
    }

    [Fact]
    public void Equal_titles_of_different_years_are_listed()
    {
        TitleMatch match = Search.Find("Sabrina");
        Assert.Equal(TitleMatchKind.Ambiguous, match.Kind);
        Assert.Equal(["11", "915"], match.Items.Select(Id));
        ElboException error = Assert.Throws<ElboException>(() => Search.Require("Sabrina"));
        Assert.Equal("'Sabrina' is ambiguous: Sabrina (1954) (id 11), Sabrina (1995) (id 915); use the id", error.Message);
    }

    [Theory]
    [InlineData("the matirx", "2571")]
    [InlineData("shindler list", "527")]
    [InlineData("lost children", "29")]
    [InlineData("The Matrix (2024)", "2571")]
    public void Similar_titles_are_suggested_nearest_first(string typed, string nearest)
    {
        TitleMatch match = Search.Find(typed);
        Assert.Equal(TitleMatchKind.NotFound, match.Kind);
        Assert.Equal(5, match.Items.Count);
        Assert.Equal(nearest, Id(match.Items[0]));
    }

    [Fact]
    public void An_unknown_title_is_reported_with_suggestions()
    {
        ElboException error = Assert.Throws<ElboException>(() => Search.Require("the matirx"));
        Assert.StartsWith("'the matirx' matches no item; did you mean one of Matrix, The (1999) (id 2571), ", error.Message);
    }

    [Fact]
    public void Every_error_of_several_queries_is_reported_at_once()
    {
        ElboException error = Assert.Throws<ElboException>(() => Search.RequireAll(["the matirx", "2571", "Sabrina"]));
        Assert.Collection(
            error.Message.Split('\n'),
            line => Assert.StartsWith("'the matirx' matches no item", line, StringComparison.Ordinal),
            line => Assert.StartsWith("'Sabrina' is ambiguous", line, StringComparison.Ordinal));
        Assert.Equal([1, 0], Search.RequireAll(["594", "the matrix"]));
    }

    [Fact]
    public void An_empty_query_finds_nothing() => Assert.Equal(TitleMatchKind.NotFound, Search.Find(" ").Kind);

    private static string Id(int item) => item < Films.Length ? Films[item].Id : "untitled";
}
