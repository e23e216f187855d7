namespace Elbo.Benchmarks.Serving;

/// <summary>How a server is asked.</summary>
/// <param name="Seconds">How long.</param>
/// <param name="RequestsPerSecond">Requests a second, sent at even times whatever the answers do; 0 for as many as the connections bear.</param>
/// <param name="Connections">Connections kept open, and so requests under way at most.</param>
internal sealed record LoadTestOptions(double Seconds, double RequestsPerSecond, int Connections);
