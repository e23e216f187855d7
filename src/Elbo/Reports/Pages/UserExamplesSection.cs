using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>Recommendations for a few test users.</summary>
internal static class UserExamplesSection
{
    public static Section Create(IReadOnlyList<RunReport> runs) => new(
        "recommendations",
        "Recommendations",
        runs.All(run => run.UserExamples.Count == 0) ? Html.Empty : Html.Format($"""
            <p class="hint">Random test users, the same for all runs on one split. Bold with a check mark: hits, items the user chose later.</p>
            {runs.Where(run => run.UserExamples.Count > 0).Select(run => Html.Format($"{(runs.Count > 1 ? Html.Format($"<h3>{run.Label}</h3>") : Html.Empty)}<div class=\"users\">{run.UserExamples.Select(Card)}</div>\n"))}
            """));

    private static Html Card(UserExample example) => Html.Format($"""
        <article class="card"><h3>User {example.User}</h3>
        <p class="hint">Items in history: {example.HistoryLength}, held out: {example.TargetCount}. Hits: {example.Recommendations.Count(item => item.IsHit)} of {example.Recommendations.Count} recommendations.</p>
        <h4>Last items in history</h4><ul>{example.LastItems.Select(item => Html.Format($"<li>{Name(item)}</li>"))}</ul>
        <h4>Recommendations</h4><ol class="hits">{example.Recommendations.Select(item => item.IsHit
            ? Html.Format($"<li class=\"hit-item\">{Name(item)}<span class=\"unseen\"> (hit)</span></li>")
            : Html.Format($"<li>{Name(item)}</li>"))}</ol>
        </article>

        """);

    private static Html Name(ReportItem item) => item.Categories.Count == 0
        ? Html.Format($"{item.Title}")
        : Html.Format($"{item.Title} <small>{string.Join(", ", item.Categories)}</small>");
}
