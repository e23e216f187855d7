using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>What a few test people chose, are recommended, and chose then.</summary>
internal static class UserExamplesSection
{
    public static Section Create(IReadOnlyList<RunReport> runs) => new(
        "people",
        "Recommendations",
        runs.All(run => run.UserExamples.Count == 0) ? Html.Empty : Html.Format($"""
            <p class="hint">Test people drawn at random, the same for all runs on one split. A tick and bold type mark recommendations that the person did choose, without the model having been told.</p>
            {runs.Where(run => run.UserExamples.Count > 0).Select(run => Html.Format($"{(runs.Count > 1 ? Html.Format($"<h3>{run.Label}</h3>") : Html.Empty)}<div class=\"people\">{run.UserExamples.Select(Card)}</div>\n"))}
            """));

    private static Html Card(UserExample person) => Html.Format($"""
        <article class="card"><h3>Person {person.User}</h3>
        <p class="hint">{person.HistoryLength} items shown, {person.TargetCount} to find; {person.Recommendations.Count(item => item.IsHit)} of these {person.Recommendations.Count} were chosen</p>
        <h4>Chose last</h4><ul>{person.LastItems.Select(item => Html.Format($"<li>{Name(item)}</li>"))}</ul>
        <h4>Recommended</h4><ol class="hits">{person.Recommendations.Select(item => item.IsHit
            ? Html.Format($"<li class=\"hit-item\">{Name(item)}<span class=\"unseen\"> (chosen)</span></li>")
            : Html.Format($"<li>{Name(item)}</li>"))}</ol>
        </article>

        """);

    private static Html Name(ReportItem item) => item.Genres.Count == 0
        ? Html.Format($"{item.Title}")
        : Html.Format($"{item.Title} <small>{string.Join(", ", item.Genres)}</small>");
}
