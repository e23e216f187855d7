using Elbo.Data.Synthetic;
using Elbo.Data.Splits;

namespace Elbo.Tests.Models;

/// <summary>The sample data at its smallest, 600 people: 200 of them are held out, so that a floor is more than luck.</summary>
internal static class SmallSyntheticSplit
{
    public static Split Create(TargetSelection foldOut) =>
        new HeldOutUsersSplitter(new() { ValidationUsers = 100, TestUsers = 200, TargetSelection = foldOut })
            .Split(SyntheticDataset.Create(new() { Users = 600, Items = 240, MeanHistoryLength = 30 }));
}
