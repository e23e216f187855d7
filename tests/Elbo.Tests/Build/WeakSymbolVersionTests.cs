using System.Runtime.InteropServices;
using Elbo.Build;

namespace Elbo.Tests.Build;

public class WeakSymbolVersionTests
{
    private const string Library = "libLibTorchSharp.so";
    private const string SymbolVersion = "GLIBCXX_3.4.32";
    private const byte Weak = 2;

    [Fact]
    public void Only_the_flag_of_the_requested_version_is_set()
    {
        byte[] elf = FakeElf.Create([["GLIBC_2.14", SymbolVersion], ["CXXABI_1.3"]]);
        byte[] marked = [.. elf];

        Assert.Equal(1, WeakSymbolVersion.Mark(marked, SymbolVersion));

        // The second auxiliary entry of the first need; its flags are at byte 4.
        int flags = FakeElf.NeedsOffset + FakeElf.EntrySize + FakeElf.EntrySize + 4;
        Assert.Equal([flags], Differences(elf, marked));
        Assert.Equal(Weak, marked[flags]);
    }

    [Fact]
    public void Every_need_of_the_version_is_marked()
    {
        byte[] elf = FakeElf.Create([[SymbolVersion], ["GLIBC_2.14", SymbolVersion]]);

        Assert.Equal(2, WeakSymbolVersion.Mark(elf, SymbolVersion));
    }

    [Fact]
    public void A_library_without_the_version_is_not_changed()
    {
        byte[] elf = FakeElf.Create([["GLIBC_2.14", "GLIBCXX_3.4.3"]]);
        byte[] marked = [.. elf];

        Assert.Equal(0, WeakSymbolVersion.Mark(marked, SymbolVersion));
        Assert.Equal(elf, marked);
    }

    [Fact]
    public void A_truncated_file_is_rejected_wherever_it_ends()
    {
        byte[] elf = FakeElf.Create([["GLIBC_2.14", SymbolVersion], ["CXXABI_1.3"]]);

        Assert.All(Enumerable.Range(0, elf.Length), length => Assert.Throws<InvalidDataException>(() => WeakSymbolVersion.Mark(elf[..length], SymbolVersion)));
    }

    [Fact]
    public void Any_corrupted_byte_is_rejected_or_harmless()
    {
        byte[] elf = FakeElf.Create([["GLIBC_2.14", SymbolVersion], ["CXXABI_1.3"]]);
        for (int offset = 0; offset < elf.Length; offset++)
        {
            foreach (byte value in new byte[] { 0, 1, 0x7f, 0xff })
            {
                byte[] corrupted = [.. elf];
                corrupted[offset] = value;
                Exception? error = Record.Exception(() => WeakSymbolVersion.Mark(corrupted, SymbolVersion));
                Assert.True(error is null or InvalidDataException, $"byte {offset} as {value}: {error}");
            }
        }
    }

    [Fact(Timeout = 20_000)]
    public async Task Chains_that_do_not_advance_terminate()
    {
        byte[] elf = FakeElf.Create([[SymbolVersion]]);
        // The section claims 2^32 - 1 needs, each with 65,535 entries, and both chains end at the first.
        BitConverter.TryWriteBytes(elf.AsSpan(FakeElf.NeedsHeaderOffset + 44), uint.MaxValue);
        BitConverter.TryWriteBytes(elf.AsSpan(FakeElf.NeedsOffset + 2), ushort.MaxValue);

        Assert.Equal(1, await Task.Run(() => WeakSymbolVersion.Mark(elf, SymbolVersion), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0, 0x7e)] // The magic number.
    [InlineData(4, 1)] // 32 bits.
    [InlineData(5, 2)] // Big-endian.
    public void Another_kind_of_file_is_rejected(int offset, byte value)
    {
        byte[] elf = FakeElf.Create([[SymbolVersion]]);
        elf[offset] = value;

        Assert.Throws<InvalidDataException>(() => WeakSymbolVersion.Mark(elf, SymbolVersion));
    }

    [Fact]
    public void The_output_contains_the_packages_library_with_one_byte_changed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "the library is patched on Linux x64 only");
        string package = Path.Combine(PackageFolder(), "torchsharp");
        Assert.SkipUnless(Directory.Exists(package), $"no package at {package}");
        string version = typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3);
        byte[] original = File.ReadAllBytes(Path.Combine(package, version, "runtimes", "linux-x64", "native", Library));
        byte[] inOutput = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", Library));

        int changed = Assert.Single(Differences(original, inOutput));
        Assert.Equal((byte)(original[changed] | Weak), inOutput[changed]);
    }

    [Fact]
    public void Torch_loads_without_its_fallback()
    {
        using TorchSharp.torch.Tensor ones = TorchSharp.torch.ones(3);
        using TorchSharp.torch.Tensor sum = ones.sum();

        Assert.Equal(3f, sum.item<float>());
        // If a library does not load, TorchSharp silently copies all of them into this folder.
        Assert.False(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "cpu")));
    }

    private static string PackageFolder() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static int[] Differences(byte[] one, byte[] other)
    {
        Assert.Equal(one.Length, other.Length);
        return [.. Enumerable.Range(0, one.Length).Where(i => one[i] != other[i])];
    }
}
