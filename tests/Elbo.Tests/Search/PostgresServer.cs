using System.Diagnostics;
using Npgsql;

[assembly: AssemblyFixture(typeof(Elbo.Tests.Search.PostgresServer))]

namespace Elbo.Tests.Search;

/// <summary>
/// The one PostgreSQL server of all tests, from Debian's package, in a temporary folder with a Unix socket. It starts with
/// the first database.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("elbo-pg-").FullName;
    private readonly string? binFolder = FindBinaries();
    private readonly bool root = OperatingSystem.IsLinux() && Environment.UserName == "root";
    private readonly Lazy<bool> started;
    private int databases;

    public PostgresServer()
    {
        MissingReason = !OperatingSystem.IsLinux() ? "the test starts PostgreSQL as Debian packages it"
            : binFolder is null ? "PostgreSQL is not installed (apt-get install postgresql)"
            : root && !File.Exists("/usr/bin/setpriv") ? "initdb refuses root, and setpriv is not installed (apt-get install util-linux)"
            : null;
        started = new Lazy<bool>(Start);
    }

    /// <summary>The reason why no server is available; null if one is.</summary>
    public string? MissingReason { get; }

    /// <summary>The connection string of a new, empty database.</summary>
    public string NewDatabase()
    {
        _ = started.Value;
        string name = FormattableString.Invariant($"studies{Interlocked.Increment(ref databases)}");
        using NpgsqlConnection connection = new(ConnectionStringFor("postgres") + ";Pooling=false");
        connection.Open();
        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name}";
        command.ExecuteNonQuery();
        return ConnectionStringFor(name);
    }

    /// <summary>Stops all processes of the server, without ending them.</summary>
    public void Freeze() => Signal("-STOP");

    /// <summary>Continues the processes of a frozen server.</summary>
    public void Thaw() => Signal("-CONT");

    public void Dispose()
    {
        if (started.IsValueCreated)
        {
            Run(Path.Combine(binFolder!, "pg_ctl"), "-D", $"{folder}/data", "-m", "immediate", "-w", "stop");
        }

        Directory.Delete(folder, recursive: true);
    }

    private bool Start()
    {
        if (root)
        {
            Run("chown", "nobody", folder);
        }

        Run(Path.Combine(binFolder!, "initdb"), "-D", $"{folder}/data", "-U", "elbo", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        Run(Path.Combine(binFolder!, "pg_ctl"), "-D", $"{folder}/data", "-w", "-l", $"{folder}/log", "-o", $"-F -k {folder} -c listen_addresses=", "start");
        return true;
    }

    private string ConnectionStringFor(string database) => $"Host={folder};Username=elbo;Database={database}";

    private void Signal(string signal)
    {
        string server = File.ReadLines($"{folder}/data/postmaster.pid").First();
        string children = File.ReadAllText($"/proc/{server}/task/{server}/children");
        using Process process = Process.Start("kill", [signal, server, .. children.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        process.WaitForExit();
    }

    private static string? FindBinaries()
    {
        IEnumerable<string> places = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin"))
            : [];
        return places.FirstOrDefault(place => File.Exists(Path.Combine(place, "initdb")));
    }

    /// <summary>PostgreSQL refuses to run as root, so root starts it as nobody.</summary>
    private void Run(string program, params string[] arguments)
    {
        string[] command = root && program != "chown"
            ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", program, .. arguments]
            : [program, .. arguments];

        // The server keeps running, so it must not inherit a pipe; on failure its log has the reason.
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>\"$0\"", $"{folder}/errors", .. command]) { WorkingDirectory = folder })!;
        process.WaitForExit();
        string errors = File.Exists($"{folder}/errors") ? File.ReadAllText($"{folder}/errors") : "";
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {errors}");
    }
}
