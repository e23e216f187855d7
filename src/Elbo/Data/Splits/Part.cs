namespace Elbo.Data.Splits;

/// <summary>What one interaction is for.</summary>
internal enum Part : byte
{
    Train,
    Validation,
    Test,
}
