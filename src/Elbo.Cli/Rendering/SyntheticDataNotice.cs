namespace Elbo.Cli;

/// <summary>How made-up data is told from real data, wherever something of it shows.</summary>
internal static class SyntheticDataNotice
{
    public static string ForMetrics(string data) => $"The data '{data}' is synthetic: these figures say nothing about real people.";

    public static string ForTitles(string data) => $"The data '{data}' is synthetic: titles and tastes are made up.";
}
