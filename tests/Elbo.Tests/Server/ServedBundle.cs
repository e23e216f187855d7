namespace Elbo.Tests.Server;
public static class ServedBundle
{
    public static void Write(string path) => File.WriteAllText(path, "temporary, temporary");
}
