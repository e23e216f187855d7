using System.CommandLine;

namespace Elbo.Cli;

/// <summary>Flags shared by many commands.</summary>
internal static class CommonFlags
{
    /// <summary>Shows stack traces.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Show stack traces", Recursive = true };

    public static Option<bool> Json(string what) => new("--json") { Description = $"Print {what} as JSON" };

    public static Option<bool> Quiet() => new("--quiet") { Description = "Show no progress" };

    /// <summary>An integer of at least 1, such as k.</summary>
    public static Option<int> Positive(string name, int defaultValue, string description)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => defaultValue };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < 1)
            {
                result.AddError($"{name} is {value}; it must be at least 1");
            }
        });
        return option;
    }
}
