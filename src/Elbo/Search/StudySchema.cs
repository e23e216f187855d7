using Elbo.Storage;

namespace Elbo.Search;

/// <summary>The tables of a study store, the same in every database, and their migrations.</summary>
internal static class StudySchema
{
    // Each entry upgrades the schema by one version. Released entries never change; new ones are appended.
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE study (
          name TEXT PRIMARY KEY,
          definition TEXT NOT NULL,
          created DOUBLE PRECISION NOT NULL);
        CREATE TABLE trial (
          study TEXT NOT NULL REFERENCES study (name),
          number INTEGER NOT NULL,
          state TEXT NOT NULL,
          assignment TEXT NOT NULL,
          value DOUBLE PRECISION,
          seconds DOUBLE PRECISION NOT NULL,
          started_after DOUBLE PRECISION NOT NULL,
          run_folder TEXT,
          error TEXT,
          token BIGINT NOT NULL,
          lease_until DOUBLE PRECISION NOT NULL,
          worker TEXT NOT NULL,
          PRIMARY KEY (study, number));
        CREATE TABLE point (
          study TEXT NOT NULL,
          number INTEGER NOT NULL,
          epoch INTEGER NOT NULL,
          value DOUBLE PRECISION NOT NULL,
          seconds DOUBLE PRECISION NOT NULL,
          PRIMARY KEY (study, number, epoch),
          FOREIGN KEY (study, number) REFERENCES trial (study, number));
        """,
        "ALTER TABLE trial ADD COLUMN ended_after DOUBLE PRECISION",
        "ALTER TABLE point RENAME TO trial_metric",
    ];

    /// <summary>The tables of studies.</summary>
    public static Schema Schema { get; } = new("elbo_schema", Migrations);
}
