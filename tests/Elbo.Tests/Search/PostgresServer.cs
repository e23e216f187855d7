using System.Diagnostics;
using Npgsql;

namespace Elbo.Tests.Search;

/// <summary>A PostgreSQL server of Debian's package in a temporary folder, reached by a socket there, with a new database for whoever asks.</summary>
public sealed class PostgresServer : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("elbo-pg-").FullName;
    private readonly string? programs = Programs();
    private readonly bool root = OperatingSystem.IsLinux() && Environment.UserName == "root";
    private readonly bool running;
    private int databases;

    public PostgresServer()
    {
        Missing = !OperatingSystem.IsLinux() ? "the test starts PostgreSQL as Debian packages it"
            : programs is null ? "PostgreSQL is not installed (apt-get install postgresql)"
            : root && !File.Exists("/usr/bin/setpriv") ? "initdb refuses root, and setpriv is not installed (apt-get install util-linux)"
            : null;
        if (Missing is not null)
        {
            return;
        }

        if (root)
        {
            Run("chown", "nobody", folder);
        }

        Run(Path.Combine(programs!, "initdb"), "-D", $"{folder}/data", "-U", "elbo", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        Run(Path.Combine(programs!, "pg_ctl"), "-D", $"{folder}/data", "-w", "-l", $"{folder}/log", "-o", $"-F -k {folder} -c listen_addresses=", "start");
        running = true;
    }

    /// <summary>Why there is no server; null where there is one.</summary>
    public string? Missing { get; }

    /// <summary>The connection string of a new, empty database.</summary>
    public string NewDatabase()
    {
        string name = FormattableString.Invariant($"studies{Interlocked.Increment(ref databases)}");
        using NpgsqlConnection connection = new(To("postgres") + ";Pooling=false");
        connection.Open();
        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name}";
        command.ExecuteNonQuery();
        return To(name);
    }

    public void Dispose()
    {
        if (running)
        {
            Run(Path.Combine(programs!, "pg_ctl"), "-D", $"{folder}/data", "-m", "immediate", "-w", "stop");
        }

        Directory.Delete(folder, recursive: true);
    }

    private string To(string database) => $"Host={folder};Username=elbo;Database={database}";

    private static string? Programs()
    {
        IEnumerable<string> places = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin"))
            : [];
        return places.FirstOrDefault(place => File.Exists(Path.Combine(place, "initdb")));
    }

    /// <summary>PostgreSQL refuses to run as root, so its programs then run as nobody.</summary>
    private void Run(string program, params string[] arguments)
    {
        string[] command = root && program != "chown"
            ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", program, .. arguments]
            : [program, .. arguments];

        // The server stays and must not keep a pipe of ours open; where it fails, its log tells why.
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>\"$0\"", $"{folder}/errors", .. command]) { WorkingDirectory = folder })!;
        process.WaitForExit();
        string errors = File.Exists($"{folder}/errors") ? File.ReadAllText($"{folder}/errors") : "";
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {errors}");
    }
}
