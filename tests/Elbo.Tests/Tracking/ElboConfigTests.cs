using Elbo.Tests.Models;
using Elbo.Tracking;

namespace Elbo.Tests.Tracking;

public sealed class ElboConfigTests : IDisposable
{
    private readonly TempFolder place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void The_environment_overrides_the_file_and_the_file_overrides_defaults()
    {
        string file = Write("""
            {
              // comments are allowed
              "tracking": {
                "trackers": ["mlflow"],
                "logEverySteps": 5,
                "mlflow": { "trackingUri": "http://file:5000", "token": "from-file" },
                "comet": { "apiKey": "from-file" },
              }
            }
            """);
        Dictionary<string, string> environment = new()
        {
            ["MLFLOW_TRACKING_URI"] = "http://environment:5000",
            ["MLFLOW_TRACKING_TOKEN"] = "",
            ["COMET_WORKSPACE"] = "team",
        };
        TrackingOptions options = ElboConfig.ReadTracking(file, environment.GetValueOrDefault);

        Assert.Equal("mlflow", Assert.Single(options.Trackers));
        Assert.Equal((5, 10.0), (options.LogEverySteps, options.FlushTimeoutSeconds));
        Assert.Equal(("http://environment:5000", "elbo", "from-file"), (options.Mlflow.TrackingUri, options.Mlflow.Experiment, options.Mlflow.Token));
        Assert.Equal(("from-file", "team", "https://www.comet.com"), (options.Comet.ApiKey, options.Comet.Workspace, options.Comet.Url));
    }

    [Fact]
    public void Every_environment_variable_sets_its_option()
    {
        TrackingOptions options = ElboConfig.ReadTracking(Write("{}"), name => name);

        Assert.Equal(
            new MlflowOptions
            {
                TrackingUri = "MLFLOW_TRACKING_URI",
                Experiment = "MLFLOW_EXPERIMENT_NAME",
                Token = "MLFLOW_TRACKING_TOKEN",
                Username = "MLFLOW_TRACKING_USERNAME",
                Password = "MLFLOW_TRACKING_PASSWORD",
            },
            options.Mlflow);
        Assert.Equal(
            new CometOptions { Url = "COMET_URL_OVERRIDE", ApiKey = "COMET_API_KEY", Workspace = "COMET_WORKSPACE", Project = "COMET_PROJECT_NAME" },
            options.Comet);
    }

    [Theory]
    [InlineData("""{"traking": {}}""", "traking is not an option of elbo.json; did you mean tracking?")]
    [InlineData("""{"tracking": {"flushTimeoutSeconds": -1}}""", "tracking.flushTimeoutSeconds is -1; it must be between 0 and 3600")]
    [InlineData("""{"tracking": {"mlflow": {"uri": "http://x"}}}""", "tracking.mlflow.uri is not an option of elbo.json")]
    [InlineData("""{"tracking": """, "is not valid JSON")]
    public void An_error_in_the_file_is_reported_with_its_location(string json, string message) => Assert.Contains(
        message, Assert.Throws<ElboException>(() => ElboConfig.ReadTracking(Write(json), _ => null)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_explicit_file_must_exist_and_the_default_one_need_not() => Assert.Multiple(
        () => Assert.Contains("none.json: cannot be read", Assert.Throws<ElboException>(() => ElboConfig.ReadTracking(place.GetPath("none.json"), _ => null)).Message, StringComparison.Ordinal),
        () => Assert.Empty(ElboConfig.ReadTracking(null, _ => null).Trackers));

    [Fact]
    public void An_unknown_tracker_is_an_error_that_suggests_the_nearest() => Assert.Multiple(
        () => Assert.Equal("'mlfow' is not a tracker; did you mean 'mlflow'?", Unknown("mlfow")),
        () => Assert.Equal("'wandb' is not a tracker; choose from tensorboard, mlflow, comet", Unknown("wandb")));

    private static string Unknown(string name) =>
        Assert.Throws<ElboException>(() => TrackerRegistry.Validate(new TrackingOptions { Trackers = [name] })).Message;

    private string Write(string json)
    {
        File.WriteAllText(place.GetPath("elbo.json"), json);
        return place.GetPath("elbo.json");
    }
}
