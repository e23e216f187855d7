using Elbo.Data.Readers;
using Spectre.Console;

namespace Elbo.Cli;

/// <summary>Shows the progress of a download.</summary>
internal static class DownloadProgressBar
{
    public static T Show<T>(IAnsiConsole console, Func<IProgress<DownloadProgress>, T> download) =>
        console.Profile.Capabilities.Interactive
            ? console.Progress().AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
                .Start(bars => download(new Bar(bars)))
            : download(new Lines(console));

    /// <summary>Created at the first report, since most runs download nothing.</summary>
    private sealed class Bar(ProgressContext bars) : IProgress<DownloadProgress>
    {
        private ProgressTask? task;

        public void Report(DownloadProgress value)
        {
            task ??= bars.AddTask(Markup.Escape(value.Name));
            task.MaxValue = value.Total ?? Math.Max(value.Received, 1);
            task.Value = value.Received;
        }
    }

    private sealed class Lines(IAnsiConsole console) : IProgress<DownloadProgress>
    {
        private const long Step = 50L << 20;
        private long next;

        public void Report(DownloadProgress value)
        {
            if (value.Received >= next)
            {
                console.WriteLine($"downloading {value.Name}: {value.Received >> 20} MB{(value.Total is { } total ? $" of {total >> 20} MB" : "")}");
                next = value.Received + Step;
            }
        }
    }
}
