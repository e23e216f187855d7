namespace Elbo.Data.Splits;

/// <summary>What one interaction is for.</summary>
internal enum SplitPart : byte
{
    Train,
    Validation,
    Test,
}
