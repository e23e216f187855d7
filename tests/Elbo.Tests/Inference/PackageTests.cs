using System.Xml.Linq;

namespace Elbo.Tests.Inference;

public class PackageTests
{
    [Fact]
    public void Elbo_Inference_depends_on_ONNX_Runtime_only()
    {
        XDocument project = XDocument.Load(Repository.Path("src/Elbo.Inference/Elbo.Inference.csproj"));

        Assert.Empty(project.Descendants("ProjectReference"));
        Assert.Equal(
            ["Microsoft.ML.OnnxRuntime", "System.Numerics.Tensors"],
            project.Descendants("PackageReference").Select(package => package.Attribute("Include")!.Value));
    }
}
