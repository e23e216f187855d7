using Elbo.Tracking;

namespace Elbo.Tests.Tracking;

public sealed class TensorBoardTrackerTests
{
    [Fact]
    public void Event_files_contain_the_logged_values()
    {
        using TrackerHarness run = new();
        run.RunToEnd(
            new TensorBoardTracker(),
            TrackerHarness.Step(10, ("train/loss", 3.5), ("train/kl", -0.125)),
            TrackerHarness.Step(100_000, ("train/loss", 1.0 / 3)));

        EventFile events = EventFile.Read(Assert.Single(Directory.GetFiles(Path.Combine(run.Folder, "tensorboard"))));

        // Steps 10 and 100,000 were logged as many seconds after 1 777 863 721 s.
        Assert.Equal("brain.Event:2", events.Version);
        Assert.Equal(
            [
                new EventScalar("train/loss", 10, 3.5f, 1_777_863_731),
                new EventScalar("train/kl", 10, -0.125f, 1_777_863_731),
                new EventScalar("train/loss", 100_000, 1f / 3, 1_777_963_721),
            ],
            events.Scalars);
        string parameters = events.Texts.Single(text => text.Key.StartsWith("parameters", StringComparison.Ordinal)).Value;
        Assert.StartsWith("| name | value |\n|---|---|\n| model | svae |\n", parameters, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resumed_run_writes_a_second_event_file()
    {
        using TrackerHarness run = new();
        run.RunToEnd(new TensorBoardTracker(), TrackerHarness.Step(1, ("a", 1)));
        run.RunToEnd(new TensorBoardTracker(), TrackerHarness.Step(2, ("a", 2)));

        string[] files = [.. Directory.GetFiles(Path.Combine(run.Folder, "tensorboard")).Order(StringComparer.Ordinal)];
        Assert.Equal([1f, 2f], files.Select(file => Assert.Single(EventFile.Read(file).Scalars).Value));
    }
}
