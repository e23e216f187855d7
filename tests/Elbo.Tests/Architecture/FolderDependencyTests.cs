using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Elbo.Tests.Architecture;

/// <summary>Dependencies between the folders of Elbo, and between the projects, have one direction.</summary>
public partial class FolderDependencyTests
{
    // Each folder uses only folders to its left; the root, IO and Options are the base of all.
    private static readonly string[] BaseFolders = ["", "IO", "Options"];
    private static readonly string[] FolderOrder = ["Data", "Onnx", "Models", "Evaluation", "Training", "Runs", "Bundles", "Tracking", "Search", "Reports"];

    private static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["Elbo.Core"] = [],
        ["Elbo.Storage"] = ["Elbo.Core"],
        ["Elbo.Inference"] = ["Elbo.Core"],
        ["Elbo"] = ["Elbo.Core", "Elbo.Storage", "Elbo.Inference"],
        ["Elbo.Server"] = ["Elbo.Core", "Elbo.Storage", "Elbo.Inference"],
        ["Elbo.Cli"] = ["Elbo", "Elbo.Server"],
    };

    private static readonly string Root = Repository.Path("");

    [Fact]
    public void Every_folder_of_Elbo_uses_only_folders_to_its_left()
    {
        string library = Path.Combine(Root, "src", "Elbo");
        string[] sources = Sources(library);
        Assert.True(sources.Length > 100, $"only {sources.Length} files under {library}");

        Assert.Empty(sources.SelectMany(path => Violations(FolderOf(library, path), File.ReadAllText(path)).Select(name => $"{path}: {name}")));
    }

    [Fact]
    public void Every_folder_of_Elbo_is_in_the_order()
    {
        string library = Path.Combine(Root, "src", "Elbo");

        Assert.Empty(Sources(library).Select(path => FolderOf(library, path)).Distinct().Except(BaseFolders).Except(FolderOrder));
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        string library = Path.Combine(Root, "src", "Elbo");
        Assert.All(Sources(library), path =>
        {
            string folder = Path.GetRelativePath(library, Path.GetDirectoryName(path)!).Replace(Path.DirectorySeparatorChar, '.');
            Assert.Contains($"namespace {(folder == "." ? "Elbo" : $"Elbo.{folder}")};", File.ReadAllText(path), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("Models", "using Elbo.Data.Splits;", false)]
    [InlineData("Models", "using Elbo.Training;", true)]
    [InlineData("Models", "using Elbo.Training.Optimizers;", true)]
    [InlineData("Models", "Elbo.Evaluation.Ndcg ndcg = new(5);", true)]
    [InlineData("Models", "Training.Trainer trainer;", true)]
    [InlineData("Models", "namespace Elbo.Models;", false)]
    [InlineData("Evaluation", "using Elbo.Models;", false)]
    [InlineData("Training", "using Elbo.Evaluation;", false)]
    [InlineData("Data", "using Elbo.Models;", true)]
    [InlineData("IO", "using Elbo.Options;", false)]
    [InlineData("Options", "using Elbo.Data;", true)]
    [InlineData("", "using Elbo.Data;", true)]
    public void The_rule_finds_violations(string folder, string source, bool violates) => Assert.Equal(violates, Violations(folder, source).Any());

    [Fact]
    public void The_rule_names_every_project_and_no_other() => Assert.Equal(
        Projects("src").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
        AllowedReferences.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("TorchSharp", "Elbo")]
    [InlineData("DuckDB.NET.Data.Full", "Elbo")]
    [InlineData("Microsoft.ML.OnnxRuntime", "Elbo.Inference")]
    public void Only_one_library_references_a_native_package(string package, string expected) => Assert.Equal(
        [expected],
        Projects("src").Where(project => Includes(project, "PackageReference").Contains(package)).Select(Path.GetFileNameWithoutExtension));

    [Fact]
    public void Projects_reference_each_other_in_one_direction() => Assert.All(Projects("src"), project =>
    {
        string name = Path.GetFileNameWithoutExtension(project);
        IEnumerable<string> references = Includes(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
        Assert.Empty(references.Except(AllowedReferences[name]));
    });

    [Fact]
    public void Only_one_project_references_the_native_libtorch() => Assert.Equal(
        ["Elbo.Cli"],
        Projects("src", "tests", "bench", "samples")
            .Where(project => Includes(project, "PackageReference").Any(package =>
                package.StartsWith("libtorch-", StringComparison.Ordinal) || package.StartsWith("TorchSharp-", StringComparison.Ordinal)))
            .Select(Path.GetFileNameWithoutExtension));

    /// <summary>Folders to the right of a folder that its source names, as "Elbo.Training" or as "Training.Trainer".</summary>
    private static IEnumerable<string> Violations(string folder, string source) => FolderName().Matches(source)
        .Select(match => match.Groups["folder"].Value)
        .Where(named => Array.IndexOf(FolderOrder, named) > Array.IndexOf(FolderOrder, folder))
        .Distinct();

    [GeneratedRegex(@"(?<![\w.])(?:Elbo\.(?<folder>[A-Z]\w*)|(?<folder>[A-Z]\w*)\.[A-Z])")]
    private static partial Regex FolderName();

    private static string FolderOf(string library, string path)
    {
        string[] parts = Path.GetRelativePath(library, path).Split(Path.DirectorySeparatorChar);
        return parts.Length == 1 ? "" : parts[0];
    }

    private static string[] Sources(string folder) =>
    [
        .. Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => FolderOf(folder, path) is not ("bin" or "obj")),
    ];

    private static IEnumerable<string> Projects(params string[] folders) => folders
        .Select(folder => Path.Combine(Root, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.GetFiles(folder, "*.csproj", SearchOption.AllDirectories));

    private static IEnumerable<string> Includes(string project, string element) =>
        XDocument.Load(project).Descendants(element).Select(reference => reference.Attribute("Include")!.Value);
}
