using Elbo.Reports;

namespace Elbo.Tests.Reports;

public class PrincipalComponentsTests
{
    [Fact]
    public void Points_on_a_line_lie_on_the_first_component()
    {
        // (0,0,0), (1,2,2), (2,4,4): steps of length 3 along (1,2,2) / 3.
        PrincipalComponents plane = PrincipalComponents.Compute([0, 0, 0, 1, 2, 2, 2, 4, 4], size: 3);
        Assert.Equal([-3, 0, 0, 0, 3, 0], plane.Coordinates, Close);
        Assert.Equal(1, plane.FirstExplainedVariance, 9);
        Assert.Equal(0, plane.SecondExplainedVariance, 9);
    }

    [Fact]
    public void A_cross_has_its_longer_arm_along_x()
    {
        // Arms of 1 along the first axis and of 2 along the second: variances 2/3 and 8/3, shares 1/5 and 4/5.
        PrincipalComponents plane = PrincipalComponents.Compute([1, 0, -1, 0, 0, 2, 0, -2], size: 2);
        Assert.Equal([0, 1, 0, -1, 2, 0, -2, 0], plane.Coordinates, Close);
        Assert.Equal(0.8, plane.FirstExplainedVariance, 9);
        Assert.Equal(0.2, plane.SecondExplainedVariance, 9);
    }

    [Fact]
    public void The_origin_does_not_matter()
    {
        PrincipalComponents plane = PrincipalComponents.Compute([101, 50, 99, 50, 100, 52, 100, 48], size: 2);
        Assert.Equal([0, 1, 0, -1, 2, 0, -2, 0], plane.Coordinates, Close);
    }

    [Fact]
    public void Vectors_of_size_one_have_no_second_component()
    {
        PrincipalComponents plane = PrincipalComponents.Compute([1, 3, 8], size: 1);
        Assert.Equal([-3, 0, -1, 0, 4, 0], plane.Coordinates, Close);
        Assert.Equal((1, 0), (plane.FirstExplainedVariance, plane.SecondExplainedVariance));
    }

    [Fact]
    public void Equal_vectors_have_equal_coordinates()
    {
        PrincipalComponents plane = PrincipalComponents.Compute([2, 5, 2, 5], size: 2);
        Assert.Equal([0, 0, 0, 0], plane.Coordinates, Close);
        Assert.Equal((0, 0), (plane.FirstExplainedVariance, plane.SecondExplainedVariance));
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-6;
}
