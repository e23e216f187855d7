using Elbo.Tests.Models;
using Elbo.Tracking;

namespace Elbo.Tests.Tracking;

public sealed class ElboConfigTests : IDisposable
{
    private readonly TempFolder place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void The_environment_goes_over_the_file_and_the_file_over_the_defaults()
    {
        string file = Write("""
            {
              // comments are allowed
              "tracking": {
                "trackers": ["mlflow"],
                "stepsEvery": 5,
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
    public void Every_variable_has_its_place()
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
    [InlineData("""{"traking": {}}""", "traking is not an option of the settings; did you mean tracking?")]
    [InlineData("""{"tracking": {"flushSeconds": -1}}""", "tracking.flushSeconds is -1; it must be between 0 and 3600")]
    [InlineData("""{"tracking": {"mlflow": {"uri": "http://x"}}}""", "tracking.mlflow.uri is not an option of the settings")]
    [InlineData("""{"tracking": """, "is not JSON")]
    public void A_wrong_file_is_told_where_it_is_wrong(string json, string message) => Assert.Contains(
        message, Assert.Throws<ElboException>(() => ElboConfig.ReadTracking(Write(json), _ => null)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_named_must_be_there_and_the_usual_one_need_not() => Assert.Multiple(
        () => Assert.Contains("none.json: cannot be read", Assert.Throws<ElboException>(() => ElboConfig.ReadTracking(place.GetPath("none.json"), _ => null)).Message, StringComparison.Ordinal),
        () => Assert.Empty(ElboConfig.ReadTracking(null, _ => null).Trackers));

    [Fact]
    public void A_tracker_that_is_not_known_is_told_with_the_nearest() => Assert.Multiple(
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
