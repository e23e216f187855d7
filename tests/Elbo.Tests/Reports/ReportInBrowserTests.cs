using Elbo.Reports;
using Elbo.Tests.Cli;
using OpenQA.Selenium;

namespace Elbo.Tests.Reports;

/// <summary>Reports opened from disk in a browser.</summary>
[Collection(BrowserTests.Name)]
public sealed class ReportInBrowserTests(TrainedRuns runs, Browser browser)
{
    [Theory]
    [InlineData("run")]
    [InlineData("runs")]
    [InlineData("study")]
    public void A_report_opens_without_an_error_or_a_request(string kind)
    {
        string page = Page(kind);
        browser.Open(page);
        Assert.Empty(browser.Errors());
        Assert.Equal([new Uri(page).AbsoluteUri], browser.Requests());
        Assert.True(browser.Evaluate<long>("return document.querySelectorAll('svg.chart').length") >= 5);
        Assert.True(browser.Evaluate<bool>("return [...document.querySelectorAll('svg.chart')].every(c => c.getBoundingClientRect().width > 200 && c.querySelector('.m'))"));
    }

    [Fact]
    public void A_report_of_40_trials_has_few_elements_so_it_opens_fast()
    {
        browser.Open(Page("study"));
        Assert.InRange(browser.Evaluate<long>("return document.querySelectorAll('*').length"), 500, 5_000);
    }

    [Fact]
    public void The_button_changes_the_theme_and_the_choice_is_stored()
    {
        browser.SetColorScheme("light");
        browser.Open(Page("run"));
        string light = Background();
        IWebElement button = browser.Driver.FindElement(By.Id("theme"));
        Assert.Equal("Dark theme", button.Text);
        button.Click();
        string dark = Background();
        Assert.NotEqual(light, dark);
        Assert.Equal("Light theme", button.Text);
        AssertReopened(dark);
        browser.Driver.FindElement(By.Id("theme")).SendKeys(Keys.Enter);
        Assert.Equal(light, Background());
        browser.Driver.ExecuteScript("localStorage.clear()");
        browser.SetColorScheme("dark");
        AssertReopened(dark);
        browser.SetColorScheme("light");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("study")]
    public void Every_page_fits_a_phone_screen(string kind)
    {
        browser.Resize(360, 740);
        browser.Open(Page(kind));
        Assert.Equal(360L, browser.Evaluate<long>("return document.documentElement.scrollWidth"));
        browser.Resize(1200, 900);
    }

    [Fact]
    public void Arrow_keys_move_through_a_chart_and_show_its_values()
    {
        browser.Open(Page("run"));
        IWebElement chart = browser.Driver.FindElement(By.CssSelector("#validation svg.chart"));
        chart.SendKeys(Keys.ArrowRight);
        Assert.StartsWith("epoch 1: Validation metric 0", Tooltip(), StringComparison.Ordinal);
        chart.SendKeys(Keys.ArrowRight);
        Assert.StartsWith("epoch 2: ", Tooltip(), StringComparison.Ordinal);
        chart.SendKeys(Keys.ArrowRight);
        Assert.StartsWith("epoch 1: ", Tooltip(), StringComparison.Ordinal);
        chart.SendKeys(Keys.ArrowLeft);
        Assert.StartsWith("epoch 2: ", Tooltip(), StringComparison.Ordinal);
        chart.SendKeys(Keys.Escape);
        Assert.Equal("", Tooltip());
    }

    [Fact]
    public void Hovering_over_a_trial_highlights_it_in_every_chart()
    {
        browser.Open(Page("study"));
        IWebElement row = browser.Driver.FindElement(By.CssSelector("tbody tr[data-trial]"));
        new OpenQA.Selenium.Interactions.Actions(browser.Driver).MoveToElement(row).Perform();
        string trial = row.GetAttribute("data-trial")!;
        Assert.Equal(trial, browser.Evaluate<string>("return [...new Set([...document.querySelectorAll('.on')].map(e => e.dataset.trial))].join()"));
        Assert.True(browser.Evaluate<long>("return document.querySelectorAll('svg .on').length") >= 3);
    }

    [Fact]
    public void A_single_genre_can_be_shown()
    {
        browser.Open(Page("run"));
        IWebElement button = browser.Driver.FindElement(By.CssSelector("#items-0 .groups button[data-group=s0]"));
        button.Click();
        Assert.Equal("true", button.GetAttribute("aria-pressed"));
        Assert.True(browser.Evaluate<bool>("return [...document.querySelectorAll('#items-0 svg .dot')].every(d => d.classList.contains('faint') !== d.classList.contains('s0'))"));
        button.Click();
        Assert.Equal(0L, browser.Evaluate<long>("return document.querySelectorAll('.faint').length"));
    }

    [Fact]
    public void Hostile_titles_do_nothing()
    {
        string copy = runs.Copy(runs.Vae);
        string items = Path.Combine(copy, "items.json");
        File.WriteAllText(items, File.ReadAllText(items).Replace("Film", "<img src=x onerror='window.harmed=1'><script>window.harmed=1</script>", StringComparison.Ordinal));
        CliResult.RunExpectingSuccess("report", copy);
        browser.Open(Path.Combine(copy, "report.html"));
        Assert.True(browser.Evaluate<bool>("return window.harmed === undefined && document.images.length === 0 && document.scripts.length === 1"));
        Assert.Contains("<script>window.harmed=1</script>", browser.Evaluate<string>("return document.querySelector('#recommendations').textContent"), StringComparison.Ordinal);
        Assert.Empty(browser.Errors());
    }

    [Theory]
    [InlineData("run", "light")]
    [InlineData("run", "dark")]
    [InlineData("study", "light")]
    [InlineData("study", "dark")]
    public void Axe_finds_no_violation(string kind, string theme)
    {
        browser.SetColorScheme(theme);
        browser.Open(Page(kind));
        Assert.Empty(browser.AccessibilityViolations());
        browser.SetColorScheme("light");
    }

    [Fact]
    public void Axe_finds_a_known_violation()
    {
        _ = browser.Driver;
        string path = runs.PathOf("barrier.html");
        File.WriteAllText(path, "<!doctype html><html lang=\"en\"><title>A page</title><main><h1>A page</h1><button></button></main>");
        browser.Open(path);

        Assert.Contains("button-name", Assert.Single(browser.AccessibilityViolations()), StringComparison.Ordinal);
    }

    private string Page(string kind)
    {
        // Skips before any work.
        _ = browser.Driver;
        string path = runs.PathOf($"browser-{kind}.html");
        if (kind == "study")
        {
            File.WriteAllText(path, ReportRenderer.Render(StudyReport.Create(StudyBuilder.Large(trials: 40))));
            return path;
        }

        CliResult.RunExpectingSuccess(["report", runs.Vae, .. kind == "runs" ? (string[])[runs.Dae, runs.Ease] : [], "--out", path]);
        return path;
    }

    /// <summary>The browser stores values asynchronously, so the page may have to be opened more than once.</summary>
    private void AssertReopened(string background)
    {
        string seen = "";
        for (int opened = 0; opened < 20 && seen != background; opened++)
        {
            browser.Driver.Navigate().Refresh();
            seen = Background();
        }

        Assert.Equal(background, seen);
    }

    private string Background() => browser.Evaluate<string>("return getComputedStyle(document.body).backgroundColor");

    private string Tooltip() => browser.Evaluate<string>("return document.getElementById('tip').textContent");
}
