namespace Elbo.Inference.Bundles;

/// <summary>Where an entry of a zip file stands.</summary>
/// <param name="Header">Where its header begins.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Length">How many they are.</param>
/// <param name="Crc">Their CRC-32, as the file has it.</param>
internal readonly record struct ZipPart(long Header, long Offset, int Length, uint Crc);
