using System.Text.Json.Nodes;
using Elbo.Search;

namespace Elbo.Tests.Search;

public class TpeSearchTests
{
    private const int Trials = 60;
    private const int Seeds = 10;

    private static readonly SearchParameter X = Real("x", -5, 10);
    private static readonly SearchParameter Y = Real("y", 0, 15);
    private static readonly SearchParameter Rate = new("rate", new NumericDomain(1e-6, 1, true, null, false, null), []);
    private static readonly SearchParameter Size = new("size", new NumericDomain(1, 1024, true, 1, true, null), []);
    private static readonly SearchParameter Kind = new("kind", new CategoricalDomain(["a", "b", "c", "d"]), []);
    private static readonly SearchParameter Depth = new("depth", new NumericDomain(0, 1, false, 0.01, false, null), [new ParameterCondition("kind", ["c"])]);

    public static TheoryData<string> Functions => ["branin", "rate and size", "conditional"];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Tpe_finds_better_values_than_random_search(string name)
    {
        (SearchParameter[] parameters, Func<IReadOnlyDictionary<string, JsonNode?>, double> loss) = Function(name);
        double[] tpe = [.. Enumerable.Range(0, Seeds).Select(seed => Best(new TpeSearch(parameters, false, new StrategyOptions(), seed), loss))];
        double[] random = [.. Enumerable.Range(0, Seeds).Select(seed => Best(new RandomSearch(parameters, seed), loss))];

        Assert.True(tpe.Average() < random.Average() / 2, $"mean of best: TPE {tpe.Average():F4}, random {random.Average():F4}");
        Assert.True(tpe.Zip(random, (a, b) => a <= b).Count(better => better) >= 8, "TPE is better for fewer than 8 of 10 seeds");
    }

    [Fact]
    public void Proposals_depend_only_on_seed_and_history()
    {
        (SearchParameter[] parameters, Func<IReadOnlyDictionary<string, JsonNode?>, double> loss) = Function("conditional");
        List<TrialSummary> history = [];
        Run(new TpeSearch(parameters, false, new StrategyOptions(), 3), loss, history, 30);

        // As read from a store on another machine.
        TrialSummary[] stored = [.. history.Take(25).Select(trial => trial with { Values = TrialTable.ParseValues(TrialTable.FormatValues(trial.Values)) })];

        Assert.Equal(
            SearchSpaceFixtures.FormatValues(history[25].Values),
            SearchSpaceFixtures.FormatValues(new TpeSearch(parameters, false, new StrategyOptions(), 3).Propose(26, stored)));
        Assert.NotEqual(
            SearchSpaceFixtures.FormatValues(history[25].Values),
            SearchSpaceFixtures.FormatValues(new TpeSearch(parameters, false, new StrategyOptions(), 4).Propose(26, stored)));
    }

    [Fact]
    public void Maximizing_mirrors_minimizing()
    {
        (SearchParameter[] parameters, Func<IReadOnlyDictionary<string, JsonNode?>, double> loss) = Function("branin");
        List<TrialSummary> down = [];
        List<TrialSummary> up = [];
        Run(new TpeSearch(parameters, false, new StrategyOptions(), 1), loss, down, 30);
        Run(new TpeSearch(parameters, true, new StrategyOptions(), 1), values => -loss(values), up, 30);

        Assert.Equal(down.Select(trial => SearchSpaceFixtures.FormatValues(trial.Values)), up.Select(trial => SearchSpaceFixtures.FormatValues(trial.Values)));
    }

    [Fact]
    public void Running_trials_count_as_poor_so_that_workers_spread_out()
    {
        SearchParameter[] parameters = [Real("x", 0, 1)];
        StrategyOptions options = new() { StartupTrials = 1 };
        TrialSummary[] ended = [.. Enumerable.Range(1, 20).Select(number => At(number, TrialState.Completed, number / 20.0, Math.Abs((number / 20.0) - 0.5)))];

        // With nine running trials at the best point, the next proposal is farther from it.
        TrialSummary[] busy = [.. ended, .. Enumerable.Range(21, 9).Select(number => At(number, TrialState.Running, 0.5, null))];
        double Distance(TrialSummary[] history) => Enumerable.Range(0, 20)
            .Average(seed => Math.Abs(NumericDomain.ToDouble(new TpeSearch(parameters, false, options, seed).Propose(30, history)["x"]!) - 0.5));

        Assert.True(Distance(busy) > 1.5 * Distance(ended), $"{Distance(busy)} is not well above {Distance(ended)}");
    }

    [Fact]
    public void Proposals_are_random_until_a_trial_has_a_value()
    {
        SearchParameter[] parameters = [X, Y];
        TrialSummary[] failed = [.. Enumerable.Range(1, 15).Select(number => At(number, TrialState.Failed, 0, null))];

        Assert.Equal(
            SearchSpaceFixtures.FormatValues(new RandomSearch(parameters, 1).Propose(16, [])),
            SearchSpaceFixtures.FormatValues(new TpeSearch(parameters, false, new StrategyOptions(), 1).Propose(16, failed)));
    }

    [Fact]
    public void Pruned_trials_rank_below_completed_ones()
    {
        // Completed trials at the left end are worse by value than pruned ones at the right end, and still the good ones.
        TrialSummary[] history =
        [
            .. Enumerable.Range(1, 10).Select(number => At(number, TrialState.Completed, 0.1 + (number / 1000.0), 5 + number)),
            .. Enumerable.Range(11, 10).Select(number => At(number, TrialState.Pruned, 0.9 + (number / 1000.0), 1) with { Curve = [new TrialMetric(1, 1, 1)] }),
        ];
        double[] proposed = [.. Enumerable.Range(0, 20).Select(seed =>
            NumericDomain.ToDouble(new TpeSearch([Real("x", 0, 1)], false, new StrategyOptions(), seed).Propose(21, history)["x"]!))];

        Assert.All(proposed, value => Assert.True(value < 0.5, $"{value}"));
    }

    private static TrialSummary At(int number, TrialState state, double x, double? value) =>
        new(number, state, new Dictionary<string, JsonNode?> { ["x"] = x }, value, [], 1, 0, null, null);

    private static SearchParameter Real(string name, double from, double to) => new(name, new NumericDomain(from, to, false, null, false, null), []);

    private static (SearchParameter[] Parameters, Func<IReadOnlyDictionary<string, JsonNode?>, double> Loss) Function(string name) => name switch
    {
        "branin" => ([X, Y], values => Branin(Of(values, "x"), Of(values, "y"))),
        "rate and size" => ([Rate, Size, Kind], values =>
            Square(Math.Log10(Of(values, "rate")) + 3) + Square(Math.Log2(Of(values, "size")) - 7) + ((string?)values["kind"] == "b" ? 0 : 2)),
        _ => ([Kind, Depth, X], values =>
            (values.ContainsKey("depth") ? 10 * Square(Of(values, "depth") - 0.7) : 3) + Square((Of(values, "x") - 2) / 3)),
    };

    /// <summary>Branin's function minus its minimum: zero at three points.</summary>
    private static double Branin(double x, double y) =>
        Square(y - (5.1 / (4 * Math.PI * Math.PI) * x * x) + (5 / Math.PI * x) - 6) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x)) + 10 - 0.397887;

    private static double Best(ISearchStrategy strategy, Func<IReadOnlyDictionary<string, JsonNode?>, double> loss)
    {
        List<TrialSummary> history = [];
        Run(strategy, loss, history, Trials);
        return history.Min(trial => trial.Value!.Value);
    }

    private static void Run(ISearchStrategy strategy, Func<IReadOnlyDictionary<string, JsonNode?>, double> loss, List<TrialSummary> history, int trials)
    {
        for (int number = 1; number <= trials; number++)
        {
            IReadOnlyDictionary<string, JsonNode?> values = strategy.Propose(number, history)!;
            history.Add(SearchSpaceFixtures.Completed(number, loss(values), values));
        }
    }

    private static double Of(IReadOnlyDictionary<string, JsonNode?> values, string name) => NumericDomain.ToDouble(values[name]!);

    private static double Square(double value) => value * value;
}
