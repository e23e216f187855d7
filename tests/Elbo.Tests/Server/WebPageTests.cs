using Elbo.Tests.Reports;
using OpenQA.Selenium;

namespace Elbo.Tests.Server;

/// <summary>The web page, as a visitor uses it.</summary>
[Collection(BrowserTests.Name)]
public sealed class WebPageTests(ServerFixture shared, Browser browser) : IClassFixture<ServerFixture>
{
    [Fact]
    public void Three_picks_by_keyboard_change_the_ranking_and_show_reasons()
    {
        Open();
        Assert.Equal("Popular", Text("#ranking-title"));
        string popular = Ranking();

        foreach (string title in (string[])["Title 3", "Title 1", "Title 8"])
        {
            PickByKeyboard(title);
        }

        WaitUntil(() => Text("#status") == "From 3 picks.");
        Assert.Equal("Recommended", Text("#ranking-title"));
        Assert.Equal("Title 3|Title 1|Title 8", JoinedText("#picks button"));
        Assert.NotEqual(popular, Ranking());
        Assert.DoesNotContain("Title 8", Ranking().Split('|'));
        Assert.Contains("because of", JoinedText(".reasons"), StringComparison.Ordinal);
        Assert.Empty(browser.Errors());
        Assert.All(browser.Requests(), url => Assert.StartsWith(Address.AbsoluteUri, url, StringComparison.Ordinal));
    }

    [Fact]
    public void Picks_can_be_removed_and_undone()
    {
        Open();
        PickByKeyboard("Title 3");
        Click(".result .add");
        WaitUntil(() => Text("#status") == "From 2 picks.");
        string two = Ranking();

        Click("#picks button");
        WaitUntil(() => Text("#status") == "From 1 pick.");
        Assert.NotEqual(two, Ranking());
        Click("#undo");
        WaitUntil(() => Ranking() == two);
        Click("#clear");
        WaitUntil(() => Text("#ranking-title") == "Popular");

        Assert.Equal("", JoinedText("#picks button"));
        Assert.Empty(browser.Errors());
    }

    [Fact]
    public void The_slider_requests_a_popularity_discount()
    {
        Open();
        PickByKeyboard("Title 3");
        WaitUntil(() => Text("#status") == "From 1 pick.");
        browser.Driver.ExecuteScript("window.asked = []; const real = fetch; window.fetch = (...all) => { asked.push(all[1].body); return real(...all); }");

        browser.Driver.ExecuteScript("const slider = document.querySelector('#discount'); slider.value = 0.5; slider.dispatchEvent(new Event('input'))");

        Assert.Equal("0.5", Text("#discount-value"));
        string body = browser.Evaluate<string>("return asked[0]");
        Assert.Contains("\"popularityDiscount\":0.5", body, StringComparison.Ordinal);
        Assert.Contains("\"history\":[\"i3\"]", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Similar_items_open_and_can_be_picked()
    {
        Open();
        Click(".result .like");
        WaitUntil(() => JoinedText(".result .similar button") != "");
        string similar = Text(".result .similar button");
        Assert.Equal("true", browser.Driver.FindElement(By.CssSelector(".result .like")).GetAttribute("aria-expanded"));

        Click(".result .similar button");

        WaitUntil(() => JoinedText("#picks button") == similar);
    }

    [Fact]
    public void A_query_without_results_is_reported()
    {
        Open();
        browser.Driver.FindElement(By.Id("query")).SendKeys("no such title");

        WaitUntil(() => Text("#status").Contains("no such title", StringComparison.Ordinal));
        Assert.False(browser.Driver.FindElement(By.Id("matches")).Displayed);
    }

    [Theory]
    [InlineData("light", 1200)]
    [InlineData("dark", 1200)]
    [InlineData("light", 360)]
    [InlineData("dark", 360)]
    public void The_page_is_accessible_and_fits_the_screen(string theme, int width)
    {
        browser.SetColorScheme(theme);
        browser.Resize(width, 800);
        try
        {
            Open();
            PickByKeyboard("Title 3");
            WaitUntil(() => Text("#status") == "From 1 pick.");
            Click(".result .like");
            WaitUntil(() => JoinedText(".result .similar button") != "");

            Assert.Empty(browser.AccessibilityViolations());
            Assert.True(browser.Evaluate<bool>("return document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen");
        }
        finally
        {
            browser.Driver.ExecuteCdpCommand("Emulation.clearDeviceMetricsOverride", []);
        }
    }

    private Uri Address => shared.Server.Client.BaseAddress!;

    private void Open()
    {
        browser.Open(Address.AbsoluteUri);
        WaitUntil(() => Ranking() != "");
    }

    private void PickByKeyboard(string title)
    {
        IWebElement query = browser.Driver.FindElement(By.Id("query"));
        query.SendKeys(title);

        // The results of the previous query may still be shown.
        WaitUntil(() => Text("#matches li").StartsWith(title, StringComparison.Ordinal));
        query.SendKeys(Keys.ArrowDown);
        query.SendKeys(Keys.ArrowUp);
        query.SendKeys(Keys.Enter);
        WaitUntil(() => JoinedText("#picks button").Split('|').Contains(title));
    }

    private void Click(string selector) => browser.Driver.ExecuteScript("document.querySelector(arguments[0]).click()", selector);

    private string Text(string selector) => (string?)browser.Driver.ExecuteScript("return document.querySelector(arguments[0])?.textContent", selector) ?? "";

    private string JoinedText(string selector) =>
        (string)browser.Driver.ExecuteScript("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent).join('|')", selector)!;

    private string Ranking() => JoinedText(".result .title");

    private static void WaitUntil(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, TimeSpan.FromSeconds(20)), "timed out after 20 seconds");
}
