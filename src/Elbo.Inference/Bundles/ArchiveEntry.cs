namespace Elbo.Inference.Bundles;

/// <summary>Where an entry of a zip file stands.</summary>
/// <param name="HeaderOffset">Where its header begins.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Length">How many they are.</param>
/// <param name="Crc">Their CRC-32, as the file has it.</param>
internal readonly record struct ArchiveEntry(long HeaderOffset, long Offset, int Length, uint Crc);
