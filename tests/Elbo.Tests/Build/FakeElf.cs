using System.Text;

namespace Elbo.Tests.Build;

/// <summary>
/// A minimal ELF64 library with a version-needs section: the file header, the section headers (strings and
/// needs), the needs, and the strings.
/// </summary>
internal static class FakeElf
{
    public const int EntrySize = 16;

    /// <summary>Offset of the version-needs section header.</summary>
    public const int NeedsHeaderOffset = SectionsOffset + SectionHeaderSize;

    /// <summary>Offset of the version-needs section.</summary>
    public const int NeedsOffset = NeedsHeaderOffset + SectionHeaderSize;

    private const int SectionsOffset = 64;
    private const int SectionHeaderSize = 64;

    /// <param name="versions">The required versions of each needed library.</param>
    public static byte[] Create(string[][] versions)
    {
        int strings = NeedsOffset + versions.Sum(own => EntrySize * (1 + own.Length));
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        StringBuilder names = new("\0lib.so\0");
        WriteFileHeader(writer);
        WriteSectionHeader(writer, type: 3, strings, names.Length, link: 0, count: 0);
        WriteSectionHeader(writer, type: 0x6ffffffe, NeedsOffset, strings - NeedsOffset, link: 0, versions.Length);
        for (int need = 0; need < versions.Length; need++)
        {
            WriteNeed(writer, versions[need], isLast: need == versions.Length - 1, names);
        }

        writer.Write(Encoding.ASCII.GetBytes(names.ToString()));
        return stream.ToArray();
    }

    private static void WriteFileHeader(BinaryWriter writer)
    {
        writer.Write([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0]);
        writer.Write(new byte[0x28 - 8]);
        writer.Write((long)SectionsOffset); // e_shoff, at 0x28
        writer.Write(new byte[0x3a - 0x30]);
        writer.Write((ushort)SectionHeaderSize); // e_shentsize, at 0x3a
        writer.Write((ushort)2); // e_shnum
        writer.Write((ushort)0); // e_shstrndx
    }

    private static void WriteNeed(BinaryWriter writer, string[] versions, bool isLast, StringBuilder names)
    {
        writer.Write((ushort)1); // vn_version
        writer.Write((ushort)versions.Length); // vn_cnt
        writer.Write(1u); // vn_file
        writer.Write((uint)EntrySize); // vn_aux
        writer.Write(isLast ? 0u : (uint)(EntrySize * (1 + versions.Length))); // vn_next
        for (int i = 0; i < versions.Length; i++)
        {
            writer.Write(0u); // vna_hash
            writer.Write((ushort)0); // vna_flags
            writer.Write((ushort)(2 + i)); // vna_other
            writer.Write((uint)names.Length); // vna_name
            writer.Write(i == versions.Length - 1 ? 0u : (uint)EntrySize); // vna_next
            names.Append(versions[i]).Append('\0');
        }
    }

    private static void WriteSectionHeader(BinaryWriter writer, uint type, int offset, int size, uint link, int count)
    {
        writer.Write(0u); // sh_name
        writer.Write(type);
        writer.Write(0L); // sh_flags
        writer.Write(0L); // sh_addr
        writer.Write((long)offset);
        writer.Write((long)size);
        writer.Write(link);
        writer.Write((uint)count); // sh_info
        writer.Write(0L); // sh_addralign
        writer.Write(0L); // sh_entsize
    }
}
