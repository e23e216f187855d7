using System.Net;
using System.Text.Json;
using Elbo.Server.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Elbo.Tests.Server;

public class ReloadTests
{
    private const string Question = """{ "history": ["i0", "i1"], "k": 5 }""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reloading_under_load_fails_no_request_and_disposes_every_previous_model()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:ReloadCheckSeconds=0");
        ModelProvider current = server.App.Services.GetRequiredService<ModelProvider>();
        List<LoadedModel> models = [];
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task<int>[] clients = [.. Enumerable.Range(0, 8).Select(_ => SendRequestsAsync(server, enough.Token))];
        for (int i = 0; i < 10; i++)
        {
            models.Add(GetModel(current));
            (await server.PostAsync("/v1/admin/reload", "{}")).Ok();
        }

        await enough.CancelAsync();
        Assert.All(await Task.WhenAll(clients), answers => Assert.True(answers > 0));
        Assert.Equal(11, models.Append(GetModel(current)).Distinct().Count());
        Assert.All(models, model => Assert.True(model.Recommender.IsReleased));
        Assert.False(GetModel(current).Recommender.IsReleased);
        Assert.Equal(10, (await server.GetAsync("/v1/model")).Ok().GetProperty("reloads").GetInt32());
    }

    [Fact]
    public async Task A_corrupted_bundle_keeps_the_current_model_and_its_error_is_shown_until_another_is_loaded()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:ReloadCheckSeconds=0");
        string before = (await server.PostAsync("/v1/recommendations", Question)).Ok().ToString();
        byte[] whole = await File.ReadAllBytesAsync(server.Bundle, Stop);
        await ReplaceAsync(server.Bundle, whole[..(whole.Length / 3)]);

        string detail = (await server.PostAsync("/v1/admin/reload", "{}")).Problem(409);

        Assert.Contains("model.elbo", detail, StringComparison.Ordinal);
        Assert.Equal(before, (await server.PostAsync("/v1/recommendations", Question)).Ok().ToString());
        JsonElement failure = (await server.GetAsync("/v1/model")).Ok().GetProperty("lastFailure");
        Assert.Contains(failure.GetProperty("error").GetString()!, detail, StringComparison.Ordinal);
        Assert.Contains("elbo_model_loads_total{otel_scope_name=\"Elbo.Server\",outcome=\"failed\"}", (await server.GetAsync("/metrics")).Text, StringComparison.Ordinal);

        await ReplaceAsync(server.Bundle, whole);
        JsonElement recovered = (await server.PostAsync("/v1/admin/reload", "{}")).Ok();
        Assert.False(recovered.TryGetProperty("lastFailure", out _));
        Assert.Equal(1, recovered.GetProperty("reloads").GetInt32());
    }

    [Fact]
    public async Task A_bundle_renamed_over_the_current_one_is_loaded_and_a_corrupted_one_is_tried_once()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:ReloadCheckSeconds=0.02");
        byte[] whole = await File.ReadAllBytesAsync(server.Bundle, Stop);
        await ReplaceAsync(server.Bundle, whole);
        await WaitUntilAsync(async () => (await server.GetAsync("/v1/model")).Ok().GetProperty("reloads").GetInt32() == 1);

        await ReplaceAsync(server.Bundle, whole[..5]);
        await WaitUntilAsync(async () => (await server.GetAsync("/v1/model")).Ok().TryGetProperty("lastFailure", out _));

        await ReplaceAsync(server.Bundle, whole);
        await WaitUntilAsync(async () => (await server.GetAsync("/v1/model")).Ok().GetProperty("reloads").GetInt32() == 2);
        Assert.Single(server.Log.Lines, line => line.Contains("keeping the current model", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_in_use_is_disposed_with_its_last_reference()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:ReloadCheckSeconds=0");
        ModelProvider current = server.App.Services.GetRequiredService<ModelProvider>();
        ModelLease lease = current.Acquire();

        await current.LoadAsync(Stop);

        Assert.False(lease.Model.Recommender.IsReleased);
        lease.Dispose();
        Assert.True(lease.Model.Recommender.IsReleased);
        Assert.False(lease.Model.Recommender.TryAcquire());
    }

    [Fact]
    public async Task A_server_without_its_bundle_does_not_start()
    {
        ElboException refusal = await Assert.ThrowsAsync<ElboException>(() => RunningServer.StartAsync("--Elbo:Bundle=/nowhere/model.elbo", "--Elbo:EventStore=" + Path.GetTempFileName()));

        Assert.Contains("/nowhere/model.elbo", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_overwritten_in_place_during_reloads_keeps_a_model_in_use()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Elbo:ReloadCheckSeconds=0");
        byte[] bundle = await File.ReadAllBytesAsync(server.Bundle, Stop);
        using CancellationTokenSource done = new();
        Task overwriting = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                // As cp does: the file is truncated, then filled.
                using FileStream file = new(server.Bundle, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
                file.Write(bundle, 0, bundle.Length / 2);
                file.Flush();
                file.Write(bundle, bundle.Length / 2, bundle.Length - (bundle.Length / 2));
            }
        }, Stop);

        for (int i = 0; i < 100; i++)
        {
            HttpStatusCode status = (await server.PostAsync("/v1/admin/reload", "{}")).Status;
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{status}");
            (await server.PostAsync("/v1/recommendations", Question)).Ok();
        }

        await done.CancelAsync();
        await overwriting;
        (await server.PostAsync("/v1/admin/reload", "{}")).Ok();
    }

    private static LoadedModel GetModel(ModelProvider current)
    {
        using ModelLease lease = current.Acquire();
        return lease.Model;
    }

    private static async Task<int> SendRequestsAsync(RunningServer server, CancellationToken enough)
    {
        int answers = 0;
        while (!enough.IsCancellationRequested)
        {
            TestResponse answer = await server.PostAsync("/v1/recommendations", Question);
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
            Assert.Equal(5, answer.Json.GetProperty("items").GetArrayLength());
            answers++;
        }

        return answers;
    }

    private static async Task ReplaceAsync(string path, byte[] content)
    {
        await File.WriteAllBytesAsync(path + ".new", content, Stop);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            Stop.ThrowIfCancellationRequested();
        }
    }
}
