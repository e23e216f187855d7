using Elbo.Data.Samples;
using Elbo.Data.Splits;

namespace Elbo.Tests.Models;

/// <summary>The sample data at its smallest, 600 people: 200 of them are held out, so that a floor is more than luck.</summary>
internal static class SmallSample
{
    public static Split Of(FoldOut foldOut) =>
        new HeldOutUsers(new() { ValidationUsers = 100, TestUsers = 200, FoldOut = foldOut })
            .Split(SampleData.Create(new() { People = 600, Items = 240, MeanHistory = 30 }));
}
