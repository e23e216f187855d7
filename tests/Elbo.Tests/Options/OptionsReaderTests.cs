using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Elbo.Options;

namespace Elbo.Tests.Options;

public class OptionsReaderTests
{
    [Fact]
    public void Missing_options_keep_their_defaults()
    {
        ToyOptions options = OptionsReader.Read<ToyOptions>("""{ "latentSize": 64, /* small */ "hiddenSizes": [300, 100], }""", "x.json");
        Assert.Equal(64, options.LatentSize);
        Assert.Equal([300, 100], options.HiddenSizes);
        Assert.Equal(1e-3, options.LearningRate);
        Assert.Equal(0.2, options.Annealing!.Cap);
    }

    [Theory]
    [InlineData("""{"latentSzie":1}""", "options.latentSzie is not an option of toy; did you mean latentSize?")]
    [InlineData("""{"annealing":{"cpa":1}}""", "options.annealing.cpa is not an option of toy; did you mean cap?")]
    [InlineData("""{"annealing":{"warmth":1}}""", "options.annealing.warmth is not an option of toy; the options are cap, steps")]
    [InlineData("""{"depth":1}""", "options.depth is not an option of toy; the options are latentSize, hiddenSizes, learningRate, dropout, target, label, tied, annealing")]
    [InlineData("""{"tied":true,"tied":true}""", "options.tied appears twice; keep one")]
    [InlineData("""{"latentSize":"big"}""", "options.latentSize is \"big\"; it must be a whole number from -2147483648 to 2147483647")]
    [InlineData("""{"latentSize":1.5}""", "options.latentSize is 1.5; it must be a whole number from -2147483648 to 2147483647")]
    [InlineData("""{"latentSize":null}""", "options.latentSize is null; it must be a whole number from -2147483648 to 2147483647")]
    [InlineData("""{"learningRate":"1e-3"}""", "options.learningRate is \"1e-3\"; it must be a number")]
    [InlineData("""{"learningRate":1e400}""", "options.learningRate is 1e400; it must be a number")]
    [InlineData("""{"tied":1}""", "options.tied is 1; it must be true or false")]
    [InlineData("""{"label":5}""", "options.label is 5; it must be text")]
    [InlineData("""{"label":null}""", "options.label is null; it must be text")]
    [InlineData("""{"hiddenSizes":600}""", "options.hiddenSizes is 600; it must be a list, each a whole number from -2147483648 to 2147483647")]
    [InlineData("""{"hiddenSizes":[600,"x"]}""", "options.hiddenSizes[1] is \"x\"; it must be a whole number from -2147483648 to 2147483647")]
    [InlineData("""{"target":"same"}""", "options.target is \"same\"; it must be one of next-item, next-k")]
    [InlineData("""{"target":1}""", "options.target is 1; it must be one of next-item, next-k")]
    [InlineData("""{"annealing":3}""", "options.annealing is 3; it must be a group of options")]
    [InlineData("""{"latentSize":{"a":1}}""", "options.latentSize is a group of options; it must be a whole number from -2147483648 to 2147483647")]
    [InlineData("[1]", "options is a list; it must be a group of options")]
    [InlineData("""{"latentSize":0}""", "options.latentSize is 0; it must be between 1 and 10000")]
    [InlineData("""{"learningRate":0}""", "options.learningRate is 0; it must be above 0 and at most 1")]
    [InlineData("""{"dropout":1.4}""", "options.dropout is 1.4; it must be between 0 and 1")]
    [InlineData("""{"hiddenSizes":[600,0]}""", "options.hiddenSizes is [600, 0]; each must be between 1 and 100000")]
    [InlineData("""{"hiddenSizes":[]}""", "options.hiddenSizes is []; it must have at least 1 elements")]
    [InlineData("""{"annealing":{"cap":-1}}""", "options.annealing.cap is -1; it must be between 0 and 1")]
    [InlineData("""{"annealing":{"steps":0}}""", "options.annealing.steps is 0; it must be at least 1")]
    [InlineData("""{"latentSize":700}""", "options.latentSize is 700; it must not exceed the last of hiddenSizes")]
    public void Each_error_names_path_value_and_expectation(string json, string message)
    {
        ElboException error = Assert.Throws<ElboException>(() => OptionsReader.Read<ToyOptions>(json, "x.json", "options"));
        Assert.Equal($"x.json: {message}", error.Message);
    }

    [Fact]
    public void All_errors_are_reported_together()
    {
        ElboException error = Assert.Throws<ElboException>(() => OptionsReader.Read<ToyOptions>(
            """{ "latentSzie": 1, "tied": "yes", "learningRate": -1, "annealing": { "cap": 2 } }""", "x.json"));
        Assert.Equal(
            """
            x.json: latentSzie is not an option of toy; did you mean latentSize?
            x.json: tied is "yes"; it must be true or false
            x.json: learningRate is -1; it must be above 0 and at most 1
            x.json: annealing.cap is 2; it must be between 0 and 1
            """,
            error.Message);
    }

    [Fact]
    public void A_missing_required_option_is_reported()
    {
        ElboException error = Assert.Throws<ElboException>(() => OptionsReader.Read<ToyRequired>("{}", "x.json"));
        Assert.Equal("x.json: model is missing; it must be text", error.Message);
    }

    [Fact]
    public void Invalid_json_is_reported_with_its_line()
    {
        ElboException error = Assert.Throws<ElboException>(() => OptionsReader.Read<ToyOptions>("{\n\"latentSize\" 5}", "x.json"));
        Assert.StartsWith("x.json line 2: is not valid JSON", error.Message);
    }

    [Theory]
    [InlineData("next-k")]
    [InlineData("nextK")]
    [InlineData("NextK")]
    public void Enums_are_read_in_any_common_spelling(string spelling) =>
        Assert.Equal(ToyTarget.NextK, OptionsReader.Read<ToyOptions>($$"""{"target":"{{spelling}}"}""", "x.json").Target);

    [Fact]
    public void Null_is_read_where_it_is_allowed() =>
        Assert.Null(OptionsReader.Read<ToyOptions>("""{"annealing":null}""", "x.json").Annealing);

    [Fact]
    public void Assignments_replace_single_values()
    {
        ToyOptions start = new() { Annealing = null };
        ToyOptions options = OptionsReader.Override(
            start, ["latentSize=64", "hiddenSizes=[600,300]", "annealing.cap=0.4", "target=next-k", "label=12", "learningRate=1e-2"]);
        Assert.Equal(64, options.LatentSize);
        Assert.Equal([600, 300], options.HiddenSizes);
        Assert.Equal(0.4, options.Annealing!.Cap);
        Assert.Equal(ToyTarget.NextK, options.Target);
        Assert.Equal("12", options.Label);
        Assert.Equal(0.01, options.LearningRate);
        Assert.Null(start.Annealing);
    }

    [Theory]
    [InlineData("latentSzie=64", "--set: latentSzie is not an option of toy; did you mean latentSize?")]
    [InlineData("latentSize=many", "--set: latentSize is \"many\"; it must be a whole number from -2147483648 to 2147483647")]
    [InlineData("latentSize", "--set: 'latentSize' is not an assignment; write name=value, for example latentSize=64")]
    [InlineData("=64", "--set: '=64' is not an assignment; write name=value, for example latentSize=64")]
    [InlineData("annealing..cap=1", "--set: 'annealing..cap=1' is not an assignment; write name=value, for example latentSize=64")]
    [InlineData("latentSize.x=1", "--set: latentSize.x cannot be set because latentSize is a single value")]
    [InlineData("annealing.cap=7", "--set: annealing.cap is 7; it must be between 0 and 1")]
    public void A_wrong_assignment_is_reported(string assignment, string message)
    {
        ElboException error = Assert.Throws<ElboException>(() => OptionsReader.Override(new ToyOptions(), [assignment]));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Assignments_to_plain_json_leave_the_original_unchanged()
    {
        JsonObject start = new() { ["model"] = "svae", ["training"] = new JsonObject { ["epochs"] = 5 } };
        JsonObject changed = OptionsReader.OverrideJson(start, ["training.epochs=7"]);
        Assert.Equal("""{"model":"svae","training":{"epochs":7}}""", changed.ToJsonString());
        Assert.Equal("""{"model":"svae","training":{"epochs":5}}""", start.ToJsonString());
    }

    [Fact]
    public void Options_of_a_type_found_at_run_time_are_read()
    {
        JsonElement json = JsonElement.Parse("""{"latentSize":8}""");
        Type type = typeof(ToyOptions);
        Assert.Equal(8, Assert.IsType<ToyOptions>(OptionsReader.Read(type, json, "x.json")).LatentSize);
    }

    [Fact]
    public void Options_are_written_in_order_of_declaration() =>
        Assert.Equal(
            """
            {
              "latentSize": 200,
              "hiddenSizes": [
                600
              ],
              "learningRate": 0.001,
              "dropout": 0.5,
              "target": "next-item",
              "label": "",
              "tied": false,
              "annealing": {
                "cap": 0.2,
                "steps": null
              }
            }
            """,
            OptionsWriter.ToJson(new ToyOptions()));

    [Fact]
    public void Written_options_are_read_back() =>
        Gen.Select(Gen.Int[1, 600], Gen.Double[1e-9, 1], Gen.Float[0, 1], Gen.String, Gen.Bool, Gen.Int[0, 99])
            .Select((size, rate, dropout, label, tied, steps) => new ToyOptions
            {
                LatentSize = size,
                LearningRate = rate,
                Dropout = dropout,
                Label = string.Concat(label.Where(sign => !char.IsSurrogate(sign))),
                Tied = tied,
                Target = tied ? ToyTarget.NextK : ToyTarget.NextItem,
                Annealing = steps == 0 ? null : new ToyAnnealing { Steps = steps },
            })
            .Sample(options =>
            {
                ToyOptions read = OptionsReader.Read<ToyOptions>(OptionsWriter.ToJson(options), "x.json");
                Assert.Equal(options with { HiddenSizes = read.HiddenSizes }, read);
                Assert.Equal(options.HiddenSizes, read.HiddenSizes);
            });

    [Fact]
    public void Numbers_are_written_equally_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Contains("\"dropout\": 0.25,", OptionsWriter.ToJson(new ToyOptions { Dropout = 0.25f }), StringComparison.Ordinal);
            ElboException error = Assert.Throws<ElboException>(() => OptionsReader.Override(new ToyOptions(), ["dropout=1.5"]));
            Assert.Equal("--set: dropout is 1.5; it must be between 0 and 1", error.Message);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
