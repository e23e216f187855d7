using System.Text;
using Elbo.Data;

namespace Elbo.Tests.Data.Readers;

public sealed class MovieLensLayoutTests : IDisposable
{
    private const string RatingsDat = "2::20::4::5\n1::30::5::9\n1::10::3.5::8\n1::20::5::8\n";
    private const string RatingsCsv = "userId,movieId,rating,timestamp\n2,20,4.0,5\n1,30,5.0,9\n1,10,3.5,8\n1,20,5.0,8\n";
    private const string Expected = "1: 10 20 30; 2: 20";

    private readonly TempDataFolder files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Dat_files_are_read_with_titles_in_latin_1()
    {
        files.Write("ml/ratings.dat", RatingsDat);
        files.Write("ml/movies.dat", "10::Café \"Noir\" (1999)::Children's|Sci-Fi\n99::Unrated::Drama\n", Encoding.Latin1);
        InteractionDataset data = files.Load(files.PathOf("ml"));
        Assert.Equal(Expected, TempDataFolder.Histories(data));
        Assert.Equal(["20", "30", "10"], data.Items.Ids);
        Assert.Equal([8L, 8L, 9L, 5L], data.Interactions.Times);
        Item metadata = Assert.Single(data.Metadata).Value;
        Assert.Equal("Café \"Noir\" (1999)", metadata.Title);
        Assert.Equal(["Children's", "Sci-Fi"], metadata.Categories);
        Assert.Equal("ml", data.Name);
    }

    [Fact]
    public void Dat_files_are_read_with_titles_in_utf_8()
    {
        files.Write("ratings.dat", RatingsDat);
        files.Write("movies.dat", "10::Café (1999)::Drama\n");
        Assert.Equal("Café (1999)", files.Load(files.PathOf("ratings.dat")).Metadata["10"].Title);
    }

    [Fact]
    public void MovieLens_100k_is_read_with_its_genre_flags()
    {
        files.Write("ml-100k/u.data", RatingsDat.Replace("::", "\t", StringComparison.Ordinal));
        files.Write(
            "ml-100k/u.item",
            "10|Ville, La (1995)|01-Jan-1995||http://a.b/c|0|0|0|0|1|1|0|0|0|0|0|0|0|0|0|0|0|0|1\n"
            + "20|Séance (1990)|||?|1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0\n",
            Encoding.Latin1);
        InteractionDataset data = files.Load(files.PathOf("ml-100k"));
        Assert.Equal(Expected, TempDataFolder.Histories(data));
        Assert.Equal(["Children's", "Comedy", "Western"], data.Metadata["10"].Categories);
        Assert.Equal("Séance (1990)", data.Metadata["20"].Title);
        Assert.Empty(data.Metadata["20"].Categories);
    }

    [Fact]
    public void Csv_files_are_read_with_quoted_titles()
    {
        files.Write("ratings.csv", RatingsCsv);
        files.Write("movies.csv", "movieId,title,genres\n20,\"Man, \"\"The\"\" (2000)\",Drama|War\n30,Other,(no genres listed)\n");
        InteractionDataset data = files.Load(files.PathOf("ratings.csv"));
        Assert.Equal(Expected, TempDataFolder.Histories(data));
        Assert.Equal("Man, \"The\" (2000)", data.Metadata["20"].Title);
        Assert.Equal(["Drama", "War"], data.Metadata["20"].Categories);
        Assert.Empty(data.Metadata["30"].Categories);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ml-20m/")]
    public void Files_are_found_at_the_top_of_a_zip_and_one_folder_below(string folder)
    {
        string zip = files.WriteZip(
            "ml-20m.zip", (folder + "ratings.csv", RatingsCsv), (folder + "movies.csv", "movieId,title,genres\n20,A,B\n"), (folder + "README.txt", "x"));
        InteractionDataset data = files.Load(zip);
        Assert.Equal(Expected, TempDataFolder.Histories(data));
        Assert.Equal("A", data.Metadata["20"].Title);
        Assert.Equal("ml-20m", data.Name);
        Assert.Empty(Directory.EnumerateFileSystemEntries(files.Scratch));
    }

    [Fact]
    public void Titles_may_be_absent()
    {
        Assert.Empty(files.Load(files.Write("ratings.dat", RatingsDat)).Metadata);
    }

    [Fact]
    public void A_folder_with_several_ratings_asks_for_one()
    {
        files.Write("a/ratings.csv", RatingsCsv);
        files.Write("b/ratings.dat", RatingsDat);
        Assert.Contains("several ratings files", files.ErrorOf(files.Folder), StringComparison.Ordinal);
    }
}
