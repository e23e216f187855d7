using System.Globalization;
using System.Text;

[assembly: AssemblyFixture(typeof(Elbo.Tests.Cli.TrainedRuns))]

namespace Elbo.Tests.Cli;

/// <summary>Tiny runs that the command tests share, trained once by the command line.</summary>
public sealed class TrainedRuns : IDisposable
{
    public const int Users = 60;
    public const int Items = 20;
    public const int HeldOut = Users / 10;
    private const int History = 8;

    private static readonly Dictionary<int, string> Titles = new()
    {
        [1] = "Matrix, The (1999)",
        [2] = "Sabrina (1954)",
        [3] = "Sabrina (1995)",
        [4] = "Toy Story (1995)",
    };

    private readonly HashSet<string> trained = [];
    private readonly string folder = Directory.CreateTempSubdirectory("elbo-tests-").FullName;

    public TrainedRuns()
    {
        Data = PathOf("clicks.csv");
        Write("clicks.csv", Clicks(stride: 3));
        Write("other.csv", Clicks(stride: 7));
        Write("items.csv", "id,title,genres\n" + string.Concat(Enumerable.Range(1, Items).Select(item =>
            $"{item},\"{Titles.GetValueOrDefault(item, $"Film {item} (2000)")}\",Drama|War\n")));
    }

    public string Data { get; }

    public string Popularity => Train("popularity", "popularity", Data);

    public string Vae => Train("vae", "mult-vae", Data, "--epochs", "2", "--set", "options.hiddenSizes=[8]", "--set", "options.latentSize=3");

    public string Dae => Train("dae", "mult-dae", Data, "--epochs", "1", "--set", "options.hiddenSizes=[]", "--set", "options.latentSize=2");

    public string Ease => Train("ease", "ease", Data);

    /// <summary>Popularity on the same data with another split.</summary>
    public string LastOut => Train("last-out", "popularity", Data, "--set", "split.kind=leave-last-out");

    public string OtherData => Train("other", "popularity", PathOf("other.csv"));

    public string Synthetic => Train("synthetic", "popularity", "sample");

    public string PathOf(string name) => Path.Combine(folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    /// <summary>A copy of a run that a test may corrupt.</summary>
    public string Copy(string run)
    {
        string copy = Directory.CreateDirectory(PathOf($"copy-{Guid.NewGuid():N}")).FullName;
        foreach (string file in Directory.GetFiles(run))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>
    /// Two groups of users: odd users have odd items, even users even items, 8 of the 10 in their group. Start positions are squares,
    /// so that some items are more popular. Columns: user,item,time in seconds.
    /// </summary>
    private static string Clicks(int stride)
    {
        StringBuilder text = new("user,item,time\n");
        for (int user = 1; user <= Users; user++)
        {
            int start = user / 2 * (user / 2);
            for (int i = 0; i < History; i++)
            {
                int item = (2 * ((start + (i * stride)) % (Items / 2))) + 1 + (user % 2 == 0 ? 1 : 0);
                text.Append(CultureInfo.InvariantCulture, $"{user},{item},{1_600_000_000 + (user * 100) + i}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Trains a run when it is first needed.</summary>
    private string Train(string name, string model, string data, params string[] more)
    {
        lock (trained)
        {
            if (!trained.Contains(name))
            {
                string[] titles = data == "sample" ? [] : ["--items-file", PathOf("items.csv")];
                CliResult.RunExpectingSuccess(["train", "--model", model, "--data", data, "--out", PathOf(name), "--threads", "1", .. titles, .. more]);
                trained.Add(name);
            }

            return PathOf(name);
        }
    }
}

/// <summary>Tests that share the runs and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class TrainedRunsTests
{
    public const string Name = "command line";
}
