using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

/// <summary>A real file, rewritten while requests run.</summary>
public sealed class CallerReloadTests : IAsyncLifetime
{
    private static readonly string[] AllTenants = ["*"];
    private static readonly string[] MayObserve = ["observe"];

    private readonly TemporaryFolder _folder = new();
    private readonly Secret _old = Secret.Random();
    private readonly Secret _new = Secret.Random();
    private RunningService _service = null!;

    public async ValueTask InitializeAsync()
    {
        Write(Callers(("job", [_old], 1000), ("ops", [_new], null)));
        _service = await RunningService.StartAsync(
            _ => { },
            Jobs.Cancelled,
            configuration: configuration => configuration.AddJsonFile(PathOfFile, optional: false, reloadOnChange: false),
            settings: [("Scheduler:Interval", "00:00:00.1"), ("Scheduler:Lease", "02:00:00")]);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_secret_is_replaced_in_a_running_load_without_one_refusal()
    {
        using var stop = new CancellationTokenSource();
        var answers = new ConcurrentQueue<HttpStatusCode>();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskAlwaysAsync("ops", _new, answers, stop.Token)));

        for (var i = 0; i < 5; i++)
        {
            var next = Secret.Random();
            Write(Callers(("job", [_old, next], 1000), ("ops", [next, _new], null)));
            await UntilAsync("job", next, HttpStatusCode.OK);
        }

        Write(Callers(("job", [_old], 1000), ("ops", [_new], null)));
        await LoggedAsync("Callers:job changed");
        await Eventually.IsTrueAsync(() => answers.Count > 20, () => "a load");
        await stop.CancelAsync();
        await load;
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
    }

    [Fact]
    public async Task What_is_added_works_and_what_is_removed_does_not_and_the_log_names_both()
    {
        Write(Callers(("ops", [_new], null), ("fresh", [_old], null)));
        await UntilAsync("fresh", _old, HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("job", _old));
        await LoggedAsync("from now on: \"Callers:fresh added, Callers:job removed\"");
        Assert.DoesNotContain(_service.Log, line => line.Contains(SecretHash.Of(_old).ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"Callers":{"job":{"Secrets":["my plain secret"],"Tenants":["*"],"Permissions":["observe"]}}}""", "Callers:job:Secrets:0: must be sha256")]
    [InlineData("""{"Callers":{"job":{"Tenants":["*"],"Permissions":["observe"]}}}""", "has no way to authenticate")]
    [InlineData("""{"Callers":""", "cannot be read again")]
    [InlineData("", "cannot be read again")]
    [InlineData("{}", "Callers: is empty")]
    public async Task A_configuration_with_a_fault_changes_nothing_and_is_told_once(string content, string told)
    {
        Write(content);

        await LoggedAsync(told);
        Assert.Equal(HttpStatusCode.OK, await GetAsync("job", _old));
        var refused = await ConfigurationAsync();
        Assert.Equal(1, refused.GetProperty("faults").GetInt32());
        Assert.True(refused.GetProperty("refused_since").GetDateTimeOffset() >= refused.GetProperty("applied_at").GetDateTimeOffset());
        Assert.DoesNotContain(_service.Log, line => line.Contains("my plain secret", StringComparison.Ordinal));

        Write(Callers(("job", [_old], 1000), ("ops", [_new], null), ("later", [_old], null)));
        await UntilAsync("later", _old, HttpStatusCode.OK);
        await Eventually.IsTrueAsync(async () => (await ConfigurationAsync()).GetProperty("faults").GetInt32() == 0, () => "no fault any more");
        Assert.True((await ConfigurationAsync()).GetProperty("applied_at").GetDateTimeOffset() > refused.GetProperty("applied_at").GetDateTimeOffset());
        Assert.Single(_service.Log, line => line.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_comes_back_as_it_was_is_no_fault_any_more()
    {
        Write("");
        await Eventually.IsTrueAsync(async () => (await ConfigurationAsync()).GetProperty("faults").GetInt32() == 1, () => "a fault");

        Write(Callers(("job", [_old], 1000), ("ops", [_new], null)));

        await Eventually.IsTrueAsync(async () => (await ConfigurationAsync()).GetProperty("faults").GetInt32() == 0, () => "no fault any more");
        Assert.Equal(JsonValueKind.Null, (await ConfigurationAsync()).GetProperty("refused_since").ValueKind);
    }

    [Fact]
    public async Task The_rest_takes_effect_at_the_next_start_and_only_its_keys_are_told()
    {
        var callers = Callers(("job", [_old], 1000), ("ops", [_new], null));
        Write(callers[..^1] + ""","NetSuite":{"Integrations":{"default":{"ClientSecret":"s3cret-value"}}}}""");

        await LoggedAsync("take effect at the next start: \"NetSuite:Integrations:default:ClientSecret\"");
        Assert.DoesNotContain(_service.Log, line => line.Contains("s3cret-value", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rate_goes_on_over_a_change_of_somebody_else()
    {
        Write(Callers(("job", [_old], 2), ("ops", [_new], null)));
        await LoggedAsync("Callers:job changed");
        Assert.Equal(HttpStatusCode.OK, await GetAsync("job", _old));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("job", _old));

        Write(Callers(("job", [_old], 2), ("ops", [_new], null), ("fresh", [_old], null)));
        await UntilAsync("fresh", _old, HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.TooManyRequests, await GetAsync("job", _old));
    }

    [Fact]
    public async Task An_issuer_is_added_while_the_service_runs()
    {
        await using var issuer = await OidcIssuer.StartAsync();
        var settings = issuer.Settings("ops", "workload").Select(setting => $"\"{setting.Key}\":\"{setting.Value}\"");
        Write(Callers(("job", [_old], 1000), ("ops", [_new], null))[..^1] + $",{string.Join(',', settings)}}}");

        await LoggedAsync("Issuers:cluster added");
        var request = new HttpRequestMessage(HttpMethod.Get, "/tenants");
        request.Headers.Authorization = new("Bearer", issuer.Token("workload", TimeProvider.System.GetUtcNow()));
        using var answer = await _service.Internal.SendAsync(request, Jobs.Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static string Callers(params (string ClientId, Secret[] Secrets, int? Rate)[] callers) => JsonSerializer.Serialize(new
    {
        Callers = callers.ToDictionary(
            caller => caller.ClientId,
            caller => new
            {
                Secrets = caller.Secrets.Select(secret => SecretHash.Of(secret).ToString()),
                Tenants = AllTenants,
                Permissions = MayObserve,
                RequestsPerMinute = caller.Rate,
            }),
    });

    /// <summary>As a deployment does it: beside it, and then in its place.</summary>
    private void Write(string content) => File.Move(_folder.Write("next.json", content), PathOfFile, overwrite: true);

    private string PathOfFile => Path.Combine(_folder.FullName, "callers.json");

    private Task LoggedAsync(string text) => Eventually.IsTrueAsync(
        () => _service.Log.Any(line => line.Contains(text, StringComparison.Ordinal)), () => $"'{text}' in:\n{string.Join('\n', _service.Log)}");

    private Task UntilAsync(string clientId, Secret secret, HttpStatusCode wanted) => Eventually.IsTrueAsync(
        async () => await GetAsync(clientId, secret) == wanted, () => $"{wanted} for {clientId} in:\n{string.Join('\n', _service.Log)}");

    private async Task AskAlwaysAsync(string clientId, Secret secret, ConcurrentQueue<HttpStatusCode> answers, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            answers.Enqueue(await GetAsync(clientId, secret));
        }
    }

    private async Task<JsonElement> ConfigurationAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/status") { Headers = { Authorization = RunningService.Basic("job", _old) } };
        using var answer = await _service.Internal.SendAsync(request, Jobs.Cancelled);
        return (await Deployment.JsonAsync(answer)).GetProperty("configuration");
    }

    private async Task<HttpStatusCode> GetAsync(string clientId, Secret secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tenants") { Headers = { Authorization = RunningService.Basic(clientId, secret) } };
        using var answer = await _service.Internal.SendAsync(request, Jobs.Cancelled);
        return answer.StatusCode;
    }
}
