using System.Text.Json;
using Deque.AxeCore.Commons;
using OpenQA.Selenium.Chrome;
using LogLevel = OpenQA.Selenium.LogLevel;

namespace Elbo.Tests.Reports;

/// <summary>A headless browser shared by page tests; needs the Debian packages chromium and chromium-driver.</summary>
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

    /// <summary>The missing programs; empty if the browser runs.</summary>
    public string SkipReason { get; }

    public ChromeDriver Driver
    {
        get
        {
            Assert.SkipUnless(SkipReason.Length == 0, $"{SkipReason} not installed: apt-get install chromium chromium-driver");
            return driver!;
        }
    }

    /// <summary>Opens a file from disk in a clean state.</summary>
    public void Open(string path)
    {
        // Reading the logs clears them.
        _ = Errors().Concat(Requests()).ToList();
        Driver.Navigate().GoToUrl(new Uri(path));
    }

    /// <summary>Errors of the page since it was opened.</summary>
    public IReadOnlyList<string> Errors() =>
        [.. Driver.Manage().Logs.GetLog("browser").Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Message)];

    /// <summary>Requests of the page since it was opened, except for itself.</summary>
    public IReadOnlyList<string> Requests() =>
        [.. Driver.Manage().Logs.GetLog("performance")
            .Select(entry => JsonSerializer.Deserialize<JsonElement>(entry.Message).GetProperty("message"))
            .Where(message => message.GetProperty("method").GetString() == "Network.requestWillBeSent")
            .Select(message => message.GetProperty("params").GetProperty("request").GetProperty("url").GetString()!)
            .Where(url => !url.StartsWith("data:", StringComparison.Ordinal))];

    /// <summary>Runs a script in the page.</summary>
    public T Evaluate<T>(string script) => (T)Driver.ExecuteScript(script)!;

    /// <summary>The accessibility violations that axe finds in the page, with their elements.</summary>
    public IReadOnlyList<string> AccessibilityViolations()
    {
        Driver.ExecuteScript(new BundledAxeScriptProvider().GetScript());
        IReadOnlyCollection<object> found = (IReadOnlyCollection<object>)Driver.ExecuteAsyncScript("""
            const done = arguments[0];
            const describe = node => `${node.target.join(' ')}: ${node.failureSummary}`;
            axe.run(document, { resultTypes: ['violations'] }).then(result =>
              done(result.violations.map(v => `${v.id}: ${v.help} (${v.nodes.slice(0, 3).map(describe).join(' | ')})`)));
            """)!;
        return [.. found.Cast<string>()];
    }

    /// <summary>Sets the system's preferred color scheme.</summary>
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
