using System.Buffers.Binary;
using System.Text.Json;
using Elbo.Inference.Bundles;
using Elbo.Tests.Models;

namespace Elbo.Tests.Inference;

/// <summary>Bundles corrupted in ten thousand ways: each is refused with an ElboException, or loads as the original.</summary>
public sealed class BundleFuzzTests : IDisposable
{
    private const int Count = 5_000;

    private static readonly uint[] BoundaryValues = [0, 1, 2, 8, 0x7F, 0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];

    private readonly TempFolder folder = new();
    private readonly string path;
    private readonly byte[] original;

    public BundleFuzzTests()
    {
        path = folder.GetPath("small.elbo");
        BundleBuilder.Write(path);
        original = File.ReadAllBytes(path);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_corrupted_file_is_refused_or_unchanged()
    {
        int refused = 0;
        for (int seed = 0; seed < Count; seed++)
        {
            DeterministicRandom random = new(seed);
            using (FileStream file = BundleBuilder.Create(path))
            {
                file.Write(random.NextInt(4) == 0 ? CorruptHeader(random) : Corrupt(original, random));
            }

            refused += Opens(seed, AssertUnchanged) ? 0 : 1;
        }

        // Bundles ignore times and attributes in zip headers, so a few open.
        Assert.InRange(refused, Count * 9 / 10, Count - 1);
    }

    [Fact]
    public void Corrupted_entries_with_valid_hashes_are_refused_or_opened()
    {
        List<(string Name, byte[] Bytes)> entries = BundleBuilder.Unpack(path);
        int refused = 0;
        for (int seed = 0; seed < Count; seed++)
        {
            DeterministicRandom random = new(seed, stream: 1);
            List<(string Name, byte[] Bytes)> corrupted = [.. entries];
            int entry = random.NextInt(4);
            corrupted[entry] = (corrupted[entry].Name, Corrupt(corrupted[entry].Bytes, random));
            if (entry == 0)
            {
                BundleBuilder.Pack(path, corrupted);
            }
            else
            {
                BundleBuilder.PackWithHashes(path, corrupted[1..]);
            }

            refused += Opens(seed, bundle => Assert.Equal(bundle.Manifest.ItemCount, bundle.Items.Length)) ? 0 : 1;
        }

        // A changed title, weight or similarity is still valid.
        Assert.InRange(refused, Count / 2, Count * 95 / 100);
    }

    private bool Opens(int seed, Action<Bundle> check)
    {
        Bundle bundle;
        try
        {
            bundle = Bundle.Open(path, BundleBuilder.MaxBytes);
        }
        catch (ElboException)
        {
            return false;
        }
        catch (Exception error)
        {
            Assert.Fail($"seed {seed}: {error}");
            throw;
        }

        using (bundle)
        {
            check(bundle);
        }

        return true;
    }

    private static void AssertUnchanged(Bundle bundle)
    {
        Assert.Equal(
            JsonSerializer.Serialize(BundleBuilder.Manifest, BundleJson.Options),
            JsonSerializer.Serialize(bundle.Manifest with { Entries = [] }, BundleJson.Options));
        Assert.Equal(BundleBuilder.ItemLines(BundleBuilder.Items), BundleBuilder.ItemLines(bundle.Items));
        Assert.Equal(BundleBuilder.SimilarItems, bundle.SimilarItems.Items.ToArray());
        Assert.Equal(BundleBuilder.Similarities, bundle.SimilarItems.Similarities.ToArray());
        Assert.Equal(BundleBuilder.Graph, bundle.DetachModel());
    }

    private static byte[] Corrupt(byte[] bytes, DeterministicRandom random)
    {
        int from = random.NextInt(bytes.Length);
        int size = random.NextInt(Math.Min(64, bytes.Length - from)) + 1;
        ReadOnlySpan<byte> block = bytes.AsSpan(from, size);
        int to = random.NextInt(bytes.Length - size + 1);
        return random.NextInt(6) switch
        {
            0 => FlipBits(bytes, random),
            1 => bytes[..from],
            2 => [.. bytes[..from], .. bytes[(from + size)..]], // removed
            3 => [.. bytes[..from], .. block, .. bytes[from..]], // repeated
            4 => [.. bytes[..to], .. block, .. bytes[(to + size)..]], // moved over another block
            _ => OverwriteNumber(bytes, from, random),
        };
    }

    private static byte[] FlipBits(byte[] bytes, DeterministicRandom random)
    {
        byte[] corrupted = [.. bytes];
        for (int flips = random.NextInt(4); flips >= 0; flips--)
        {
            corrupted[random.NextInt(corrupted.Length)] ^= (byte)(1 << random.NextInt(8));
        }

        return corrupted;
    }

    private static byte[] OverwriteNumber(byte[] bytes, int from, DeterministicRandom random)
    {
        byte[] corrupted = [.. bytes];
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(number, BoundaryValues[random.NextInt(BoundaryValues.Length)]);
        number[..Math.Min(random.NextInt(2) == 0 ? sizeof(ushort) : sizeof(uint), bytes.Length - from)].CopyTo(corrupted.AsSpan(from));
        return corrupted;
    }

    // Targets the zip directory, the end record and entry headers, which random positions would seldom hit.
    private byte[] CorruptHeader(DeterministicRandom random)
    {
        int directory = (int)BinaryPrimitives.ReadUInt32LittleEndian(original.AsSpan(original.Length - 6));
        int entry = random.NextInt(4);
        int header = directory;
        for (int i = 0; i < entry; i++)
        {
            header += 46 + BinaryPrimitives.ReadUInt16LittleEndian(original.AsSpan(header + 28));
        }

        int local = (int)BinaryPrimitives.ReadUInt32LittleEndian(original.AsSpan(header + 42));
        int position = random.NextInt(3) switch
        {
            0 => local + random.NextInt(40),
            1 => header + random.NextInt(56),
            _ => original.Length - 22 + random.NextInt(22),
        };
        return random.NextInt(2) == 0
            ? OverwriteNumber(original, position, random)
            : [.. original[..position], (byte)(original[position] ^ (1 << random.NextInt(8))), .. original[(position + 1)..]];
    }
}
