using System.Buffers;
using System.Runtime.InteropServices;

namespace Elbo.IO;

/// <summary>The bytes of an array of numbers, without a copy: what <see cref="MemoryMarshal"/> offers only for spans.</summary>
internal sealed class ByteView<T>(T[] values) : MemoryManager<byte>
    where T : unmanaged
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(values.AsSpan());

    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        GCHandle handle = GCHandle.Alloc(values, GCHandleType.Pinned);
        return new MemoryHandle((byte*)handle.AddrOfPinnedObject() + elementIndex, handle, this);
    }

    // The memory handle frees the GC handle.
    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
