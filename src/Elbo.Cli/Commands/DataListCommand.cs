using System.CommandLine;
using System.Text.Json;
using Elbo.Data.Readers;
using Elbo.IO;
using Spectre.Console;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo data list</c>: built-in data sets and their locations.</summary>
internal static class DataListCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new("list", "List built-in data sets and their locations", "elbo data list");
        Option<bool> json = CommonFlags.Json("the list");
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            NamedData[] all = [new(DataSource.Sample, true, null), .. DatasetDownloader.Names.Select(Named)];
            if (parsed.GetValue(json))
            {
                console.Out.WriteLine(JsonSerializer.Serialize(all, JsonFormat.Document));
                return Application.Success;
            }

            Table table = new Table().Border(TableBorder.Rounded).AddColumns("name", "location");
            foreach (NamedData data in all)
            {
                table.AddRow(data.Name, Markup.Escape(Location(data)));
            }

            console.AnsiOut.Write(table);
            console.Out.WriteLine($"downloads are cached in {DatasetDownloader.DefaultCacheFolder}; set ELBO_CACHE to change the folder");
            return Application.Success;
        });
        return command;
    }

    private static NamedData Named(string name)
    {
        string path = DatasetDownloader.GetPath(name);
        return new NamedData(name, File.Exists(path), path);
    }

    private static string Location(NamedData data) =>
        data.Path is null ? "generated when used" : data.Available ? data.Path : "downloaded when first used";

    /// <summary>A built-in data set.</summary>
    /// <param name="Name">Its name for --data.</param>
    /// <param name="Available">True where no download is needed.</param>
    /// <param name="Path">The path of its archive, which may not exist yet; null for the sample.</param>
    private sealed record NamedData(string Name, bool Available, string? Path);
}
