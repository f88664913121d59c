using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Client;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Client;

/// <summary>A job as its <c>Program.cs</c> would make it, with a scripted service on one side and a scripted NetSuite on the other.</summary>
internal sealed class ClientBench : IDisposable
{
    public const string Rest = "https://1234567-sb1.suitetalk.api.netsuite.com";
    public const string Restlet = "https://1234567-sb1.restlets.api.netsuite.com";

    private readonly ServiceProvider _provider;

    /// <param name="options">Of the connector.</param>
    /// <param name="host">What the job's host registers before, and once more after, the connector.</param>
    public ClientBench(
        Action<NetSuiteConnectorOptions>? options = null, string? tenant = "acme", FakeTimeProvider? time = null, Action<IServiceCollection>? host = null)
    {
        Time = time ?? new FakeTimeProvider();
        Time.SetUtcNow(new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.Zero));
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        host?.Invoke(services);
        services.AddNetSuiteConnector(o =>
        {
            o.Endpoint = new Uri("http://127.0.0.1:8081/token");
            o.ClientId = "sync";
            o.ClientSecret = "s3cr3t-of-the-job";
            options?.Invoke(o);
        });
        host?.Invoke(services);
        services.AddHttpClient(NetSuiteConnectorRegistration.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => Service);
        services.AddHttpClient("job").AddNetSuiteToken(tenant).ConfigurePrimaryHttpMessageHandler(() => NetSuite);
        _provider = services.BuildServiceProvider();
        Job = _provider.GetRequiredService<IHttpClientFactory>().CreateClient("job");
    }

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public FakeTimeProvider Time { get; }

    /// <summary>What answers at <c>/token</c>.</summary>
    public FakeNetSuite Service { get; } = new();

    public FakeNetSuite NetSuite { get; } = new();

    public NetSuiteTokens Tokens => _provider.GetRequiredService<NetSuiteTokens>();

    public HttpClient Job { get; }

    public ClientBench Issues(string token, int expiresIn = 3600, string tenant = "acme", int times = 1)
    {
        for (var n = 0; n < times; n++)
        {
            Service.Answers(HttpStatusCode.OK, Body(token, expiresIn, tenant));
        }

        return this;
    }

    /// <summary>The answer waits for the test's word.</summary>
    public TaskCompletionSource IssuesWhenTold(string token, int expiresIn = 3600)
    {
        var word = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Answers(async (_, cancellation) =>
        {
            await word.Task.WaitAsync(cancellation);
            return FakeNetSuite.Response(HttpStatusCode.OK, Body(token, expiresIn));
        });
        return word;
    }

    public static string Body(string token, int expiresIn = 3600, string tenant = "acme", string rest = Rest) =>
        $$"""
        {"access_token":"{{token}}","token_type":"Bearer","expires_in":{{expiresIn}},"scope":"rest_webservices","tenant":"{{tenant}}",
         "account_id":"1234567_SB1","rest_url":"{{rest}}","restlet_url":"{{Restlet}}"}
        """;

    public ClientBench Refuses(int status, string error, string? errorCode = null, int? retryAfter = null)
    {
        Service.Answers(
            (HttpStatusCode)status,
            $$"""{"error":"{{error}}","error_description":"Because.","error_code":{{(errorCode is null ? "null" : $"\"{errorCode}\"")}},"tenant":"acme"}""",
            "application/json",
            retryAfter is { } seconds ? [("Retry-After", $"{seconds}")] : []);
        return this;
    }

    public async Task<string> TokenAsync(string tenant = "acme") => (await Tokens.GetTokenAsync(tenant, Cancelled)).Reveal();

    /// <summary>For the test that would otherwise wait for ever: by the fake clock nothing ends by itself.</summary>
    public static async Task<T> SoonAsync<T>(Task<T> task, string what)
    {
        await Eventually.IsTrueAsync(() => task.IsCompleted, () => what);
        return await task;
    }

    public Task<NetSuiteConnectorException> FailureAsync() =>
        Assert.ThrowsAsync<NetSuiteConnectorException>(() => Tokens.GetTokenAsync("acme", Cancelled));

    public static AuthenticationHeaderValue Authorization(SeenRequest request) => AuthenticationHeaderValue.Parse(request.Headers["Authorization"]);

    public void Dispose()
    {
        Job.Dispose();
        _provider.Dispose();
        Service.Dispose();
        NetSuite.Dispose();
    }
}
