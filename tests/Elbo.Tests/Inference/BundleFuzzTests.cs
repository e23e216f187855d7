using System.Buffers.Binary;
using System.Text.Json;
using Elbo.Inference.Bundles;
using Elbo.Tests.Models;

namespace Elbo.Tests.Inference;

/// <summary>Bundles spoiled in ten thousand ways: each is refused by an ElboException, or is the bundle that it was.</summary>
public sealed class BundleFuzzTests : IDisposable
{
    private const int Count = 5_000;

    private static readonly uint[] TellingNumbers = [0, 1, 2, 8, 0x7F, 0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];

    private readonly TemporaryPlace place = new();
    private readonly string path;
    private readonly byte[] good;

    public BundleFuzzTests()
    {
        path = place.File("small.elbo");
        HandMadeBundle.Write(path);
        good = File.ReadAllBytes(path);
    }

    public void Dispose() => place.Dispose();

    [Fact]
    public void A_spoiled_file_is_refused_or_is_what_it_was()
    {
        int refused = 0;
        for (int seed = 0; seed < Count; seed++)
        {
            DeterministicRandom random = new(seed);
            using (FileStream file = HandMadeBundle.Create(path))
            {
                file.Write(random.NextInt(4) == 0 ? SpoilHeader(random) : Spoil(good, random));
            }

            refused += Opens(seed, AssertIsTheGoodOne) ? 0 : 1;
        }

        // Times and attributes in the zip headers mean nothing to a bundle, so a few open.
        Assert.InRange(refused, Count * 9 / 10, Count - 1);
    }

    [Fact]
    public void Spoiled_parts_whose_hashes_are_right_are_refused_or_opened()
    {
        List<(string Name, byte[] Bytes)> entries = HandMadeBundle.Unpack(path);
        int refused = 0;
        for (int seed = 0; seed < Count; seed++)
        {
            DeterministicRandom random = new(seed, stream: 1);
            List<(string Name, byte[] Bytes)> spoiled = [.. entries];
            int part = random.NextInt(4);
            spoiled[part] = (spoiled[part].Name, Spoil(spoiled[part].Bytes, random));
            if (part == 0)
            {
                HandMadeBundle.Pack(path, spoiled);
            }
            else
            {
                HandMadeBundle.PackHashed(path, spoiled[1..]);
            }

            refused += Opens(seed, bundle => Assert.Equal(bundle.Manifest.ItemCount, bundle.Items.Length)) ? 0 : 1;
        }

        // Another title, weight or similarity is as good as the one before.
        Assert.InRange(refused, Count / 2, Count * 95 / 100);
    }

    private bool Opens(int seed, Action<OpenedBundle> check)
    {
        OpenedBundle bundle;
        try
        {
            bundle = OpenedBundle.Open(path, HandMadeBundle.MaxBytes);
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

    private static void AssertIsTheGoodOne(OpenedBundle bundle)
    {
        Assert.Equal(
            JsonSerializer.Serialize(HandMadeBundle.Manifest, BundleJson.Options),
            JsonSerializer.Serialize(bundle.Manifest with { Parts = [] }, BundleJson.Options));
        Assert.Equal(HandMadeBundle.Lines(HandMadeBundle.Items), HandMadeBundle.Lines(bundle.Items));
        Assert.Equal(HandMadeBundle.SimilarItems, bundle.SimilarItems.ToArray());
        Assert.Equal(HandMadeBundle.Similarities, bundle.Similarities.ToArray());
        Assert.Equal(HandMadeBundle.Graph, bundle.TakeModel());
    }

    private static byte[] Spoil(byte[] bytes, DeterministicRandom random)
    {
        int from = random.NextInt(bytes.Length);
        int size = random.NextInt(Math.Min(64, bytes.Length - from)) + 1;
        ReadOnlySpan<byte> block = bytes.AsSpan(from, size);
        int to = random.NextInt(bytes.Length - size + 1);
        return random.NextInt(6) switch
        {
            0 => Flipped(bytes, random),
            1 => bytes[..from],
            2 => [.. bytes[..from], .. bytes[(from + size)..]], // left out
            3 => [.. bytes[..from], .. block, .. bytes[from..]], // repeated
            4 => [.. bytes[..to], .. block, .. bytes[(to + size)..]], // put in another's place
            _ => Numbered(bytes, from, random),
        };
    }

    private static byte[] Flipped(byte[] bytes, DeterministicRandom random)
    {
        byte[] spoiled = [.. bytes];
        for (int flips = random.NextInt(4); flips >= 0; flips--)
        {
            spoiled[random.NextInt(spoiled.Length)] ^= (byte)(1 << random.NextInt(8));
        }

        return spoiled;
    }

    private static byte[] Numbered(byte[] bytes, int from, DeterministicRandom random)
    {
        byte[] spoiled = [.. bytes];
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(number, TellingNumbers[random.NextInt(TellingNumbers.Length)]);
        number[..Math.Min(random.NextInt(2) == 0 ? sizeof(ushort) : sizeof(uint), bytes.Length - from)].CopyTo(spoiled.AsSpan(from));
        return spoiled;
    }

    // Within the directory and the end, or a header of an entry: small places that chance alone would seldom meet.
    private byte[] SpoilHeader(DeterministicRandom random)
    {
        int directory = (int)BinaryPrimitives.ReadUInt32LittleEndian(good.AsSpan(good.Length - 6));
        int entry = random.NextInt(4);
        int header = directory;
        for (int i = 0; i < entry; i++)
        {
            header += 46 + BinaryPrimitives.ReadUInt16LittleEndian(good.AsSpan(header + 28));
        }

        int local = (int)BinaryPrimitives.ReadUInt32LittleEndian(good.AsSpan(header + 42));
        int place = random.NextInt(3) switch
        {
            0 => local + random.NextInt(40),
            1 => header + random.NextInt(56),
            _ => good.Length - 22 + random.NextInt(22),
        };
        return random.NextInt(2) == 0
            ? Numbered(good, place, random)
            : [.. good[..place], (byte)(good[place] ^ (1 << random.NextInt(8))), .. good[(place + 1)..]];
    }
}
