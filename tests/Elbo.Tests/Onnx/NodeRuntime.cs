using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Elbo.Tests.Models;

namespace Elbo.Tests.Onnx;

/// <summary>ONNX Runtime in Node, tests/onnx-node; its package is installed there once.</summary>
public sealed class NodeRuntime
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly string folder = Repository.Path("tests/onnx-node");

    public NodeRuntime()
    {
        if (!Runs("node", "--version") || !Runs("npm", "--version"))
        {
            SkipReason = "node and npm are not installed (apt-get install nodejs npm)";
        }
        else if (!Installed() && !Install())
        {
            SkipReason = "the package onnxruntime-web could not be had; run 'npm ci --ignore-scripts' in tests/onnx-node with a network";
        }
    }

    /// <summary>Why there is no Node to ask; null where there is.</summary>
    public string? SkipReason { get; }

    /// <summary>Asks graphs one question each, all in one process.</summary>
    internal GraphOutput[] Score(IReadOnlyList<(byte[] Graph, GraphInput Question)> cases)
    {
        using TempFolder place = new();
        for (int i = 0; i < cases.Count; i++)
        {
            File.WriteAllBytes(place.GetPath(Name(i)), cases[i].Graph);
        }

        File.WriteAllText(place.GetPath("cases.json"), JsonSerializer.Serialize(
            cases.Select((one, i) => new { graph = Name(i), one.Question.Items, one.Question.Lengths, one.Question.Excluded, one.Question.K }), Json));
        (int code, string answers, string errors) = Run("node", "check.mjs", place.GetPath("cases.json"));
        Assert.True(code == 0, errors);
        return JsonSerializer.Deserialize<GraphOutput[]>(answers, Json)!;
    }

    private static string Name(int i) => FormattableString.Invariant($"{i}.onnx");

    // npm writes this file last, and a checkout with another lock file is newer than it.
    private bool Installed()
    {
        string mark = Path.Combine(folder, "node_modules", ".package-lock.json");
        return File.Exists(mark) && File.GetLastWriteTimeUtc(mark) >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json"));
    }

    private bool Install() => Runs(
        "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries", "0", "--fetch-timeout", "60000");

    private bool Runs(string program, params string[] arguments)
    {
        try
        {
            return Run(program, arguments).Code == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private (int Code, string Output, string Errors) Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
}
