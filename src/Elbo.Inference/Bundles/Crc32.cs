namespace Elbo.Inference.Bundles;

/// <summary>The checksum of zip files (ITU-T V.42, polynomial 0xEDB88320): it protects the manifest, which holds the hashes of all other entries.</summary>
internal static class Crc32
{
    /// <summary>Computes the checksum bit by bit, which is fast enough for a manifest.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte next in bytes)
        {
            crc ^= next;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0xEDB88320u);
            }
        }

        return ~crc;
    }
}
