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
            SkipReason = "the package onnxruntime-web could not be installed; run 'npm ci --ignore-scripts' in tests/onnx-node with a network";
        }
    }

    /// <summary>Why Node is not available; null if it is.</summary>
    public string? SkipReason { get; }

    /// <summary>Runs each graph on one input, all in one process.</summary>
    internal GraphOutput[] Score(IReadOnlyList<(byte[] Graph, GraphInput Input)> cases)
    {
        using TempFolder folder = new();
        for (int i = 0; i < cases.Count; i++)
        {
            File.WriteAllBytes(folder.GetPath(Name(i)), cases[i].Graph);
        }

        File.WriteAllText(folder.GetPath("cases.json"), JsonSerializer.Serialize(
            cases.Select((testCase, i) => new { graph = Name(i), testCase.Input.Items, testCase.Input.Lengths, testCase.Input.Excluded, testCase.Input.K }), Json));
        (int code, string outputs, string errors) = Run("node", "check.mjs", folder.GetPath("cases.json"));
        Assert.True(code == 0, errors);
        return JsonSerializer.Deserialize<GraphOutput[]>(outputs, Json)!;
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
