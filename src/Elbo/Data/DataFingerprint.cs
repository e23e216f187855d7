using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Elbo.Data;

/// <summary>SHA-256 over prepared data, in lower-case hexadecimal.</summary>
internal static class DataFingerprint
{
    public static string Compute(InteractionDataset data)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, data.Users);
        Append(hash, data.Items);
        hash.AppendData(MemoryMarshal.AsBytes(data.Interactions.Offsets));
        hash.AppendData(MemoryMarshal.AsBytes(data.Interactions.Items));
        hash.AppendData(MemoryMarshal.AsBytes(data.Interactions.Times));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, Vocabulary vocabulary)
    {
        foreach (string id in vocabulary.Ids)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(id));
            hash.AppendData("\n"u8);
        }

        hash.AppendData("\0"u8);
    }
}
