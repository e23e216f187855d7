using Elbo.Reports;
using Elbo.Search;

namespace Elbo.Tests.Reports;

public class ParameterImportanceTests
{
    [Fact]
    public void The_share_is_epsilon_squared()
    {
        // Groups (1, 3) and (5, 7), mean 4: total 9 + 1 + 1 + 9 = 20, within 2 + 2 = 4, by chance 1 * 4 / 2 = 2.
        ParameterImportance importance = Assert.Single(ParameterImportance.Compute(["kind"], Trials(("a", 1), ("a", 3), ("b", 5), ("b", 7))));
        Assert.Equal((20 - 4 - 2) / 20.0, importance.Share!.Value, 12);
        Assert.Equal(2, importance.Groups);
    }

    [Fact]
    public void A_parameter_without_effect_has_no_share() =>
        Assert.Equal(0, Assert.Single(ParameterImportance.Compute(["kind"], Trials(("a", 1), ("a", 3), ("b", 1), ("b", 3)))).Share);

    [Fact]
    public void The_more_important_parameter_comes_first()
    {
        TrialSummary[] trials = [.. Enumerable.Range(0, 8).Select(i => StudyBuilder.Trial(i, i % 2, values: [("dull", i / 4), ("decisive", i % 2)]))];
        IReadOnlyList<ParameterImportance> importance = ParameterImportance.Compute(["dull", "decisive"], trials);
        Assert.Equal(["decisive", "dull"], importance.Select(one => one.Parameter));
        Assert.Equal(1, importance[0].Share);
    }

    [Fact]
    public void Many_numbers_form_four_groups_and_equal_ones_share_a_group()
    {
        int[] numbers = [1, 2, 3, 4, 5, 6, 7, 7, 9, 10, 11, 12];
        TrialSummary[] trials = [.. numbers.Select((number, i) => StudyBuilder.Trial(i, number <= 3 ? 1 : 0, values: [("rate", number * 0.1)]))];
        ParameterImportance importance = Assert.Single(ParameterImportance.Compute(["rate"], trials));
        Assert.Equal(4, importance.Groups);
        Assert.Equal(1, importance.Share);
    }

    [Fact]
    public void Trials_without_the_parameter_are_ignored()
    {
        TrialSummary[] trials = [.. Trials(("a", 1), ("a", 3), ("b", 5), ("b", 7)), StudyBuilder.Trial(8, 20), StudyBuilder.Trial(9, 30)];
        Assert.Equal(0.7, Assert.Single(ParameterImportance.Compute(["kind"], trials)).Share!.Value, 12);
    }

    [Fact]
    public void Null_is_a_value()
    {
        TrialSummary[] trials = [.. new int?[] { 1, 1, null, null }.Select((bound, i) => StudyBuilder.Trial(i, bound is null ? 0 : 1, values: [("bound", bound)]))];
        Assert.Equal(1, Assert.Single(ParameterImportance.Compute(["bound"], trials)).Share);
    }

    [Fact]
    public void One_value_or_one_trial_per_value_gives_no_share()
    {
        Assert.Null(Assert.Single(ParameterImportance.Compute(["kind"], Trials(("a", 1), ("a", 2)))).Share);
        Assert.Null(Assert.Single(ParameterImportance.Compute(["kind"], Trials(("a", 1), ("b", 2)))).Share);
        Assert.Null(Assert.Single(ParameterImportance.Compute(["kind"], [])).Share);
    }

    private static TrialSummary[] Trials(params (string Kind, double Value)[] trials) =>
        [.. trials.Select((trial, number) => StudyBuilder.Trial(number, trial.Value, values: [("kind", trial.Kind)]))];
}
