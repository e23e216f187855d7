using System.Globalization;
using System.Text;

namespace Elbo.Tests.Cli;

/// <summary>Tiny data, a recipe and its search space, in a temporary folder.</summary>
public sealed class StudyFixture : IDisposable
{
    public const int GridPoints = 6;

    private const int Users = 60;
    private const int Items = 20;
    private const int History = 8;

    public StudyFixture()
    {
        // Odd users choose odd items, even users even items.
        StringBuilder text = new("user,item,time\n");
        for (int user = 1; user <= Users; user++)
        {
            for (int i = 0; i < History; i++)
            {
                int item = (2 * (((user * user / 4) + (3 * i)) % (Items / 2))) + 1 + (user % 2 == 0 ? 1 : 0);
                text.Append(CultureInfo.InvariantCulture, $"{user},{item},{1_600_000_000 + (user * 100) + i}\n");
            }
        }

        Write("data.csv", text.ToString());
        Write("tiny.json", """
            {"model": "mult-vae", "options": {"hiddenSizes": [], "latentSize": 4}, "training": {"epochs": 2, "batchSize": 10},
             "split": {"kind": "held-out-users", "validationUsers": 6, "testUsers": 6}}
            """);
        Write("tiny.search.json", """
            {"recipe": "tiny.json", "parameters": {
              "options.latentSize": {"choices": [2, 3, 4]}, "training.learningRate": {"choices": [0.001, 0.01]}}}
            """);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("elbo-search-").FullName;

    public string Data => PathOf("data.csv");

    public string Space => PathOf("tiny.search.json");

    public string Runs => PathOf("runs");

    public string Store => Path.Combine(Runs, "studies.db");

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    /// <summary>The arguments of a search on this study.</summary>
    public string[] Search(params string[] more) => ["search", .. more, "--runs", Runs];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
