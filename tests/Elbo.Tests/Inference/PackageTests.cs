using System.Xml.Linq;

namespace Elbo.Tests.Inference;

public class PackageTests
{
    [Theory]
    [InlineData("Elbo.Inference", "../Elbo.Core/Elbo.Core.csproj", "Microsoft.ML.OnnxRuntime", "System.IO.Hashing", "System.Numerics.Tensors")]
    [InlineData("Elbo.Core", null, "System.Numerics.Tensors")]
    public void Serving_depends_on_ONNX_Runtime_only_and_ranking_on_nothing_native(string name, string? reference, params string[] packages)
    {
        XDocument project = XDocument.Load(Repository.Path($"src/{name}/{name}.csproj"));

        Assert.Equal(reference is null ? [] : [reference], Includes("ProjectReference"));
        Assert.Equal(packages, Includes("PackageReference"));

        IEnumerable<string> Includes(string element) => project.Descendants(element).Select(found => found.Attribute("Include")!.Value);
    }
}
