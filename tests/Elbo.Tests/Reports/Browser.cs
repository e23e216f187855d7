using System.Text.Json;
using Deque.AxeCore.Commons;
using OpenQA.Selenium.Chrome;
using LogLevel = OpenQA.Selenium.LogLevel;

namespace Elbo.Tests.Reports;

/// <summary>A browser without a window, shared by the tests that look at pages; the Debian packages chromium and chromium-driver.</summary>
public sealed class Browser : IDisposable
{
    private static readonly string[] Names = ["chromium", "chromedriver"];
    private readonly ChromeDriver? driver;

    public Browser()
    {
        string?[] programs = [.. Names.Select(Find)];
        SkipReason = string.Join(" and ", Names.Where((_, i) => programs[i] is null));
        if (SkipReason.Length > 0)
        {
            return;
        }

        ChromeOptions options = new() { BinaryLocation = programs[0] };
        options.AddArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1200,900", "--disable-background-networking");
        options.SetLoggingPreference("browser", LogLevel.All);
        options.SetLoggingPreference("performance", LogLevel.All);
        ChromeDriverService service = ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(programs[1])!, Path.GetFileName(programs[1]));
        service.SuppressInitialDiagnosticInformation = true;
        driver = new ChromeDriver(service, options, TimeSpan.FromMinutes(1));
    }

    /// <summary>What is not installed; empty where the browser runs.</summary>
    public string SkipReason { get; }

    public ChromeDriver Driver
    {
        get
        {
            Assert.SkipUnless(SkipReason.Length == 0, $"{SkipReason} not installed: apt-get install chromium chromium-driver");
            return driver!;
        }
    }

    /// <summary>Opens a file from disk, with nothing left of earlier pages.</summary>
    public void Open(string path)
    {
        // Reading the logs empties them.
        _ = Errors().Concat(Requests()).ToList();
        Driver.Navigate().GoToUrl(new Uri(path));
    }

    /// <summary>What the page complained about since it was opened.</summary>
    public IReadOnlyList<string> Errors() =>
        [.. Driver.Manage().Logs.GetLog("browser").Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Message)];

    /// <summary>What the page asked for since it was opened, besides itself and what it holds.</summary>
    public IReadOnlyList<string> Requests() =>
        [.. Driver.Manage().Logs.GetLog("performance")
            .Select(entry => JsonSerializer.Deserialize<JsonElement>(entry.Message).GetProperty("message"))
            .Where(message => message.GetProperty("method").GetString() == "Network.requestWillBeSent")
            .Select(message => message.GetProperty("params").GetProperty("request").GetProperty("url").GetString()!)
            .Where(url => !url.StartsWith("data:", StringComparison.Ordinal))];

    /// <summary>Runs a script in the page.</summary>
    public T Evaluate<T>(string script) => (T)Driver.ExecuteScript(script)!;

    /// <summary>The barriers that axe finds in the page, each with the places that have it.</summary>
    public IReadOnlyList<string> AccessibilityViolations()
    {
        Driver.ExecuteScript(new BundledAxeScriptProvider().GetScript());
        IReadOnlyCollection<object> found = (IReadOnlyCollection<object>)Driver.ExecuteAsyncScript("""
            const done = arguments[0];
            const place = node => `${node.target.join(' ')}: ${node.failureSummary}`;
            axe.run(document, { resultTypes: ['violations'] }).then(result =>
              done(result.violations.map(v => `${v.id}: ${v.help} (${v.nodes.slice(0, 3).map(place).join(' | ')})`)));
            """)!;
        return [.. found.Cast<string>()];
    }

    /// <summary>Sets the theme that the system prefers.</summary>
    public void SetColorScheme(string theme) => Driver.ExecuteCdpCommand("Emulation.setEmulatedMedia", new()
    {
        ["features"] = new[] { new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = theme } },
    });

    /// <summary>Sets the size of the screen, in CSS pixels.</summary>
    public void Resize(int width, int height) => Driver.ExecuteCdpCommand("Emulation.setDeviceMetricsOverride", new()
    {
        ["width"] = width,
        ["height"] = height,
        ["deviceScaleFactor"] = 1,
        ["mobile"] = width < 600,
    });

    public void Dispose() => driver?.Dispose();

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
