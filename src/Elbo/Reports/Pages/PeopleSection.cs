using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>What a few test people chose, are recommended, and chose then.</summary>
internal static class PeopleSection
{
    public static Section Of(IReadOnlyList<RunReport> runs) => new(
        "people",
        "Recommendations",
        runs.All(run => run.People.Count == 0) ? Html.Empty : Html.Of($"""
            <p class="hint">Test people drawn at random, the same for all runs on one split. A tick and bold type mark recommendations that the person did choose, without the model having been told.</p>
            {runs.Where(run => run.People.Count > 0).Select(run => Html.Of($"{(runs.Count > 1 ? Html.Of($"<h3>{run.Label}</h3>") : Html.Empty)}<div class=\"people\">{run.People.Select(Card)}</div>\n"))}
            """));

    private static Html Card(PersonExample person) => Html.Of($"""
        <article class="card"><h3>Person {person.User}</h3>
        <p class="hint">{person.HistoryLength} items shown, {person.Targets} to find; {person.Recommended.Count(item => item.Chosen)} of these {person.Recommended.Count} were chosen</p>
        <h4>Chose last</h4><ul>{person.LastItems.Select(item => Html.Of($"<li>{Name(item)}</li>"))}</ul>
        <h4>Recommended</h4><ol class="hits">{person.Recommended.Select(item => item.Chosen
            ? Html.Of($"<li class=\"hit-item\">{Name(item)}<span class=\"unseen\"> (chosen)</span></li>")
            : Html.Of($"<li>{Name(item)}</li>"))}</ol>
        </article>

        """);

    private static Html Name(ReportedItem item) => item.Genres.Count == 0
        ? Html.Of($"{item.Title}")
        : Html.Of($"{item.Title} <small>{string.Join(", ", item.Genres)}</small>");
}
