using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Elbo.Reports;
using Elbo.Reports.Charts;
using Elbo.Search;

namespace Elbo.Tests.Reports;

public partial class ReportRendererTests
{
    private const string Hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&";

    [Fact]
    public void Values_are_escaped_and_markup_is_not()
    {
        Html inner = Html.Format($"<b>{"1 < 2"}</b>");
        Assert.Equal("<p title=\"&quot;&amp;&#x27;\"><b>1 &lt; 2</b>3.5 é</p>", Html.Format($"<p title=\"{"\"&'"}\">{inner}{3.5} {"é"}</p>").ToString());
    }

    [Fact]
    public void Nothing_of_a_study_becomes_markup()
    {
        TrialSummary trial = StudyBuilder.Trial(1, 0.5, values: [(Hostile, Hostile)]);
        StudySummary study = StudyBuilder.Create([trial, trial with { Number = 2, Error = Hostile }], [Hostile]) with
        {
            Name = Hostile,
            Recipe = Hostile,
            Model = Hostile,
            Metric = Hostile,
            Strategy = Hostile,
            Pruning = Hostile,
            Data = Hostile,
            CommandLine = Hostile,
            Environment = new Dictionary<string, string> { [Hostile] = Hostile },
            Space = new JsonObject
            {
                ["parameters"] = new JsonObject { [Hostile] = new JsonObject { ["choices"] = new JsonArray(Hostile), ["when"] = new JsonObject { [Hostile] = Hostile } } },
                [Hostile] = Hostile,
            },
        };
        string html = ReportRenderer.Render(StudyReport.Create(study));
        Assert.Equal(["<script>"], Scripts().Matches(html).Select(match => match.Value));
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_a_study_of_40_trials_is_small_and_self_contained()
    {
        string html = ReportRenderer.Render(StudyReport.Create(StudyBuilder.Large(trials: 40, epochs: 100)));
        Assert.InRange(Encoding.UTF8.GetByteCount(html), 10_000, 3_000_000);
        Assert.DoesNotMatch(@"(src|href)=""(?!#|data:,)", html);
        Assert.DoesNotMatch(@"url\(|@import|https?:", html);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        Assert.Contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#x27;none&#x27;;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_study_gives_the_same_page() => Assert.Equal(
        ReportRenderer.Render(StudyReport.Create(StudyBuilder.Large(trials: 9))),
        ReportRenderer.Render(StudyReport.Create(StudyBuilder.Large(trials: 9))));

    [Fact]
    public void Every_coordinate_is_a_number()
    {
        string html = ReportRenderer.Render(StudyReport.Create(StudyBuilder.Create([StudyBuilder.Trial(0, 0), StudyBuilder.Trial(1, 0, values: [("a", 0)])], ["a", "b"])));
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", html, StringComparison.Ordinal);
    }

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Scripts();
}
