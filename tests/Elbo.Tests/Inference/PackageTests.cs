using System.Xml.Linq;

namespace Elbo.Tests.Inference;

public class PackageTests
{
    [Fact]
    public void An_application_that_recommends_gets_ONNX_Runtime_and_nothing_else_that_is_large()
    {
        XDocument project = XDocument.Load(Repository.Path("src/Elbo.Inference/Elbo.Inference.csproj"));

        Assert.Empty(project.Descendants("ProjectReference"));
        Assert.Equal(
            ["Microsoft.ML.OnnxRuntime", "System.Numerics.Tensors"],
            project.Descendants("PackageReference").Select(package => package.Attribute("Include")!.Value));
    }
}
