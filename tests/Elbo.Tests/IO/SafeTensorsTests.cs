using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Elbo.IO;

namespace Elbo.Tests.IO;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("elbo-safetensors-").FullName;

    private static readonly Dictionary<string, TensorData> Tensors = new()
    {
        ["weight"] = TensorData.From([1f, -2.5f, 3f, 4f, 5f, 6f], 2, 3),
        ["bias"] = TensorData.From([0.5f], 1),
        ["step"] = TensorData.From([9_000_000_000L]),
        ["mask"] = TensorData.From(new byte[] { 1, 0, 1 }, 3),
        ["double"] = TensorData.From([Math.PI, double.NegativeInfinity], 2),
        ["index"] = TensorData.From([-1, 7], 2, 1),
        ["empty"] = TensorData.From(Array.Empty<float>(), 0, 5),
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Written_tensors_are_read_back()
    {
        string path = Path.Combine(folder, "model.safetensors");
        SafeTensors.Write(path, Tensors, new Dictionary<string, string> { ["model"] = "mult-vae", ["version"] = "1" });
        TensorFile file = SafeTensors.Read(path);
        Assert.Equal(Tensors.Keys.Order(StringComparer.Ordinal), file.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.All(Tensors, tensor =>
        {
            TensorData read = file.Tensors[tensor.Key];
            Assert.Equal(tensor.Value.DType, read.DType);
            Assert.Equal(tensor.Value.Shape, read.Shape);
            Assert.Equal(tensor.Value.Bytes.ToArray(), read.Bytes.ToArray());
        });
        Assert.Equal([1f, -2.5f, 3f, 4f, 5f, 6f], file.Tensors["weight"].ToArray<float>());
        Assert.Equal([9_000_000_000L], file.Tensors["step"].ToArray<long>());
        Assert.Equal("mult-vae", file.Metadata["model"]);
        Assert.Equal("1", file.Metadata["version"]);
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void The_bytes_follow_the_format()
    {
        string path = Path.Combine(folder, "small.safetensors");
        SafeTensors.Write(path, new Dictionary<string, TensorData> { ["a"] = TensorData.From([1f, 2f], 2) });

        // 54 characters of JSON and two spaces are 56 = 0x38; 1f is 0x3F800000 and 2f is 0x40000000.
        byte[] expected =
        [
            0x38, 0, 0, 0, 0, 0, 0, 0,
            .. """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  """u8,
            0, 0, 0x80, 0x3F, 0, 0, 0, 0x40,
        ];
        Assert.Equal(expected, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_scalar_and_a_file_without_tensors_are_read()
    {
        Assert.Equal([7f], Read("""{"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", [0, 0, 0xE0, 0x40]).Tensors["s"].ToArray<float>());
        Assert.Empty(Read("{}", []).Tensors);
    }

    [Theory]
    [InlineData("", 0, "its header is not JSON")]
    [InlineData("{\"a\":", 0, "its header is not JSON")]
    [InlineData("[]", 0, "its header is not a JSON object")]
    [InlineData("""{"\ud800":{}}""", 0, "its header is not JSON")]
    [InlineData("""{"a":[]}""", 0, "tensor 'a' needs a dtype, a shape of integers and two data_offsets")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "tensor 'a' needs a dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "tensor 'a' needs a dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "tensor 'a' needs a dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "tensor 'a' needs a dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", 4, "tensor 'a' needs a dtype")]
    [InlineData("""{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}""", 2, "tensor 'a' has dtype 'F16'; supported are F32, F64, I32, I64 and U8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "tensor 'a' is F32 of shape [2], which its bytes 0 to 4 do not hold")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "tensor 'a' is F32 of shape [1], which its bytes 4 to 0 do not hold")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "which its bytes 0 to 0 do not hold")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4000000000],"data_offsets":[0,4000000000]}}""", 0, "tensor 'a' has 4000000000 bytes, more than the")]
    [InlineData("""{"a":{"dtype":"F32","shape":[500000000],"data_offsets":[0,2000000000]}}""", 4, "its tensors need 2000000000 bytes, but 4 follow the header")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "its tensors need 4 bytes, but 5 follow the header")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "tensor 'a' starts at byte 4 and leaves a gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "tensor 'b' starts at byte 4 and overlaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "'a' appears twice in its header")]
    [InlineData("""{"__metadata__":5}""", 0, "its __metadata__ is not a JSON object")]
    [InlineData("""{"__metadata__":{"version":1}}""", 0, "its __metadata__ 'version' appears twice or is not a string")]
    [InlineData("""{"__metadata__":{"v":"1","v":"2"}}""", 0, "its __metadata__ 'v' appears twice or is not a string")]
    public void Each_error_is_reported(string header, int dataLength, string problem)
    {
        ElboException error = Assert.Throws<ElboException>(() => Read(header.PadRight(2), new byte[dataLength]));
        Assert.StartsWith("bad.safetensors: not a valid safetensors file: ", error.Message);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { }, "it ends after 0 bytes, before its header")]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, 123 }, "it ends after 9 bytes, before its header")]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 123, 125 }, "its header claims 3 bytes, but only 2 follow")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 123, 125 }, "its header claims 18446744073709551615 bytes, more than the 100000000 allowed")]
    public void A_short_file_is_reported(byte[] contents, string problem)
    {
        ElboException error = Assert.Throws<ElboException>(() => SafeTensors.Read(new MemoryStream(contents), "bad.safetensors"));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_reported()
    {
        string path = Path.Combine(folder, "none.safetensors");
        Assert.StartsWith($"{path}: cannot be read", Assert.Throws<ElboException>(() => SafeTensors.Read(path)).Message);
    }

    [Fact]
    public void Any_changed_file_is_read_or_rejected()
    {
        string path = Path.Combine(folder, "good.safetensors");
        SafeTensors.Write(path, Tensors, new Dictionary<string, string> { ["model"] = "mult-vae" });
        byte[] good = File.ReadAllBytes(path);
        int rejected = 0;
        Gen.Select(Gen.Int[0, good.Length], Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[0, 4]).Sample(
            (length, changes) =>
            {
                byte[] bad = [.. good];
                foreach ((int at, byte value) in changes)
                {
                    bad[at] = value;
                }

                try
                {
                    SafeTensors.Read(new MemoryStream(bad, 0, changes.Length == 0 ? length : bad.Length), "fuzz");
                }
                catch (ElboException)
                {
                    Interlocked.Increment(ref rejected);
                }
            },
            iter: 20_000);
        Assert.True(rejected > 1_000, $"only {rejected} were rejected");
    }

    [Fact]
    public void The_reserved_key_is_not_a_tensor_name() =>
        Assert.Throws<ArgumentException>(() => SafeTensors.Write(
            Path.Combine(folder, "x"), new Dictionary<string, TensorData> { ["__metadata__"] = TensorData.From([1f], 1) }));

    [Fact]
    public void A_shape_must_match_its_values() => Assert.Throws<ArgumentException>(() => TensorData.From([1f, 2f], 3));

    [Fact]
    public void Elements_of_another_type_are_not_read() =>
        Assert.Throws<InvalidOperationException>(() => Tensors["weight"].ToArray<int>());

    private static TensorFile Read(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, json.Length);
        return SafeTensors.Read(new MemoryStream([.. prefix, .. json, .. data]), "bad.safetensors");
    }
}
