namespace Elbo.Data.Splits;

/// <summary>A rule that parts a data set for training, validation and test.</summary>
public interface ISplitter
{
    /// <summary>Parts the data; the same data and options give the same split.</summary>
    /// <exception cref="ElboException">The data cannot be parted so, for example because it has too few users.</exception>
    Split Split(InteractionDataset data);
}
