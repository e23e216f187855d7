namespace Elbo.Tests.Models;

/// <summary>A folder for one test, gone after it.</summary>
internal sealed class TemporaryPlace : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("elbo-tests-").FullName;

    public string File(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
