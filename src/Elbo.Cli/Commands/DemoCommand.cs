using System.CommandLine;
using Elbo.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo demo</c>: trains, compares and recommends on synthetic data.</summary>
internal static class DemoCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new("demo", "Train, compare and recommend on synthetic data, without a network", "elbo demo", "elbo demo --seed 7 --quiet");
        RunContextFlags context = new();
        Option<bool> quiet = CommonFlags.Quiet();
        context.AddTo(command);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            Demo demo = new(context.Read(parsed, console));
            console.Out.WriteLine(FormattableString.Invariant(
                $"Synthetic data: {demo.Data.Users.Count:N0} users, {demo.Data.Items.Count:N0} items, {demo.Data.Interactions.Count:N0} interactions; tastes drift over time, so sequence matters."));
            ComparisonResult result = demo.Run((job, onTrained) =>
                TrainingProgressBar.Show(console.AnsiError, job.Recipe.Name, parsed.GetValue(quiet), callbacks => job.Run(callbacks, onTrained)));
            ComparisonTable.Write(console, result);
            WriteItems("The last items of a test user:", demo.History, console.Out);
            WriteItems("svae recommends (+ = chosen later):", demo.Recommended, console.Out);
            console.Out.WriteLine("""
                Next: elbo train --model svae --data sample --out runs/first
                      elbo recommend runs/first 1 2 3
                      elbo compare recipes/ml-1m --data ml-1m    # reproduces published results
                """);
            return Application.Success;
        });
        return command;
    }

    private static void WriteItems(string title, IEnumerable<DemoItem> items, TextWriter output)
    {
        output.WriteLine(title);
        foreach (DemoItem item in items)
        {
            output.WriteLine($"  {(item.IsHit ? "+" : " ")} {item.Title} ({string.Join(", ", item.Categories)})");
        }
    }
}
