using Elbo.IO;

namespace Elbo.Tests.IO;

public sealed class SystemErrorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("elbo-system-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Causes_are_found_in_inner_exceptions()
    {
        Assert.Equal("the disk is full; free some space", SystemErrors.Describe(new ElboException("x: cannot be written", new IOException("No space left on device", 28))));
        Assert.Equal("too many open files; raise the limit with 'ulimit -n'", SystemErrors.Describe(new AggregateException(new InvalidOperationException(), new IOException("Too many open files", 24))));
        Assert.Null(SystemErrors.Describe(new IOException("Is a directory", 21)));
        Assert.Null(SystemErrors.Describe(new InvalidOperationException("x")));
    }

    [Fact]
    public void A_full_disk_is_recognized()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        IOException error = Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "text"));

        Assert.Equal("the disk is full; free some space", SystemErrors.Describe(error));
    }

    [Fact]
    public void Circular_and_broken_links_are_errors_with_their_reason()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights on Windows");
        string loop = Path.Combine(folder, "loop");
        string broken = Path.Combine(folder, "broken");
        File.CreateSymbolicLink(loop, loop);
        File.CreateSymbolicLink(broken, "nothing");

        Assert.Equal($"{loop}: a symbolic link leads back to itself; remove or correct it", Error(loop));
        Assert.Equal($"{broken}: is a symbolic link to '{Path.Combine(folder, "nothing")}', which does not exist", Error(broken));
    }

    [Fact]
    public void Names_that_are_not_UTF8_are_errors() =>
        Assert.Equal("caf\uFFFD.csv: the name is not valid UTF-8; rename the file or folder", Error("caf\uFFFD.csv"));

    [Fact]
    public void Usable_and_missing_paths_pass()
    {
        SystemErrors.RequireUsable(folder);
        SystemErrors.RequireUsable(Path.Combine(folder, "missing", "file"));
    }

    private static string Error(string path) => Assert.Throws<ElboException>(() => SystemErrors.RequireUsable(path)).Message;
}
