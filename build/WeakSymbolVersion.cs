using System;
using System.IO;
using System.Text;

namespace Elbo.Build
{
    /// <summary>
    /// Marks one version in an ELF64 library's "version needs" section (.gnu.version_r) as weak, so that the
    /// dynamic loader warns instead of failing when the installed library lacks that version.
    /// </summary>
    /// <remarks>
    /// libLibTorchSharp.so 0.107.0 requires GLIBCXX_3.4.32 (GCC 13) for one symbol that no relocation uses, and
    /// so does not load on Debian 12 or Ubuntu 22.04. Written for netstandard2.0, because MSBuild compiles it inline.
    /// Layout: System V ABI and the Linux Standard Base, chapter on symbol versioning.
    /// </remarks>
    public static class WeakSymbolVersion
    {
        private const uint SectionTypeVersionNeeds = 0x6ffffffe;
        private const ushort WeakFlag = 0x2;

        /// <summary>Sets the weak flag on every need of <paramref name="version"/>; returns their number.</summary>
        /// <exception cref="InvalidDataException">The bytes are not a little-endian ELF64 file, or are truncated.</exception>
        public static int Mark(byte[] elf, string version)
        {
            if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[2] != 'L' || elf[3] != 'F' || elf[4] != 2 || elf[5] != 1)
            {
                throw new InvalidDataException("not a little-endian ELF64 file");
            }

            long sections = Int64At(elf, 0x28);
            int sectionSize = UInt16At(elf, 0x3a);
            int sectionCount = UInt16At(elf, 0x3c);
            int marked = 0;
            for (int i = 0; i < sectionCount; i++)
            {
                long header = sections + (long)i * sectionSize;
                if (UInt32At(elf, header + 4) == SectionTypeVersionNeeds)
                {
                    long strings = Int64At(elf, sections + (long)UInt32At(elf, header + 40) * sectionSize + 24);
                    marked += MarkSection(elf, Int64At(elf, header + 24), UInt32At(elf, header + 44), strings, version);
                }
            }

            return marked;
        }

        private static int MarkSection(byte[] elf, long need, uint needCount, long strings, string version)
        {
            int marked = 0;
            for (uint n = 0; n < needCount; n++)
            {
                int auxiliaryCount = UInt16At(elf, need + 2);
                long auxiliary = need + UInt32At(elf, need + 8);
                for (int a = 0; a < auxiliaryCount; a++)
                {
                    if (StringAt(elf, strings + UInt32At(elf, auxiliary + 8)) == version)
                    {
                        elf[auxiliary + 4] |= (byte)WeakFlag;
                        marked++;
                    }

                    uint nextAuxiliary = UInt32At(elf, auxiliary + 12);
                    if (nextAuxiliary == 0)
                    {
                        break;
                    }

                    auxiliary += nextAuxiliary;
                }

                // Zero ends a chain whatever the count says, so a corrupted count cannot loop for long.
                uint nextNeed = UInt32At(elf, need + 12);
                if (nextNeed == 0)
                {
                    break;
                }

                need += nextNeed;
            }

            return marked;
        }

        private static ushort UInt16At(byte[] bytes, long offset)
        {
            return BitConverter.ToUInt16(bytes, CheckOffset(bytes, offset, 2));
        }

        private static uint UInt32At(byte[] bytes, long offset)
        {
            return BitConverter.ToUInt32(bytes, CheckOffset(bytes, offset, 4));
        }

        private static long Int64At(byte[] bytes, long offset)
        {
            return BitConverter.ToInt64(bytes, CheckOffset(bytes, offset, 8));
        }

        private static string StringAt(byte[] bytes, long offset)
        {
            int start = CheckOffset(bytes, offset, 1);
            int end = Array.IndexOf(bytes, (byte)0, start);
            if (end < 0)
            {
                throw new InvalidDataException("the string at ELF offset " + offset + " is not terminated");
            }

            return Encoding.ASCII.GetString(bytes, start, end - start);
        }

        private static int CheckOffset(byte[] bytes, long offset, int size)
        {
            if (offset < 0 || offset > bytes.Length - size)
            {
                throw new InvalidDataException("ELF offset " + offset + " is outside the file of " + bytes.Length + " bytes");
            }

            return (int)offset;
        }
    }

#if !WITHOUT_MSBUILD_TASK
    /// <summary>MSBuild task: writes a copy of a library with one needed version marked weak.</summary>
    public sealed class MarkSymbolVersionWeak : Microsoft.Build.Utilities.Task
    {
        /// <summary>The package's library; not changed.</summary>
        [Microsoft.Build.Framework.Required]
        public string Source { get; set; }

        /// <summary>Path of the patched copy, written to a temporary name and renamed.</summary>
        [Microsoft.Build.Framework.Required]
        public string Destination { get; set; }

        /// <summary>The version, for example GLIBCXX_3.4.32.</summary>
        [Microsoft.Build.Framework.Required]
        public string Version { get; set; }

        /// <inheritdoc />
        public override bool Execute()
        {
            try
            {
                byte[] library = File.ReadAllBytes(Source);
                int marked = WeakSymbolVersion.Mark(library, Version);
                Log.LogMessage("{0}: {1} needs of {2} marked weak", Source, marked, Version);
                Directory.CreateDirectory(Path.GetDirectoryName(Destination));
                string temporary = Destination + "." + Guid.NewGuid().ToString("N") + ".tmp";
                File.WriteAllBytes(temporary, library);
                File.Delete(Destination);
                File.Move(temporary, Destination);
                return true;
            }
            catch (Exception error) when (error is InvalidDataException || error is IOException || error is UnauthorizedAccessException)
            {
                Log.LogError("{0}: {1}", Source, error.Message);
                return false;
            }
        }
    }
#endif
}
