using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NetSuiteConnectorAuth.Client;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Client;

/// <summary>The package beside the service as it is deployed and the simulator: tokens are real, and so is what they open.</summary>
public sealed class ClientServiceTests : IAsyncLifetime
{
    private const string Customers = "/services/rest/record/v1/customer?limit=1";

    private readonly LogCapture _logs = new();
    private Deployment _deployment = null!;
    private Uri _endpoint = null!;
    private ServiceProvider _job = null!;

    private HttpClient NetSuite => _job.GetRequiredService<IHttpClientFactory>().CreateClient("sync");

    public async ValueTask InitializeAsync()
    {
        // A port of its own, which nobody else takes while the service is stopped.
        _deployment = await Jobs.StartConnectedAsync(settings: settings => settings["Listen:Internal"] = $"http://127.0.0.1:{FreePort.Next()}");
        using var http = _deployment.Anonymous();
        _endpoint = new Uri(http.BaseAddress!, "/token");
        _job = StartJob(options => options.ClientSecret = Deployment.JobSecret.Reveal());
    }

    public async ValueTask DisposeAsync()
    {
        await _job.DisposeAsync();
        _deployment.Secrets.Search("the job's logs", _logs.Text);
        await _deployment.DisposeAsync();
    }

    [Fact]
    public async Task A_typed_client_reads_records_and_calls_a_RESTlet()
    {
        var customers = await NetSuite.GetFromJsonAsync<JsonElement>(Customers, Jobs.Cancelled);
        var restlet = await NetSuite.GetAsync(new Uri(NetSuiteAddress.Restlet, "/app/site/hosting/restlet.nl?script=1&deploy=1"), Jobs.Cancelled);

        Assert.Equal(3, customers.GetProperty("totalResults").GetInt32());
        Assert.Equal(HttpStatusCode.OK, restlet.StatusCode);
        Assert.Contains("/token", _logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_service_does_not_stop_a_job_that_holds_a_token()
    {
        using var before = await NetSuite.GetAsync(Customers, Jobs.Cancelled);
        await _deployment.StopServiceAsync();
        using var meanwhile = await NetSuite.GetAsync(Customers, Jobs.Cancelled);
        await using var newcomer = StartJob(options => options.ClientSecret = Deployment.JobSecret.Reveal());

        var failure = await Assert.ThrowsAsync<NetSuiteConnectorException>(
            () => newcomer.GetRequiredService<NetSuiteTokens>().GetTokenAsync("acme", Jobs.Cancelled));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (before.StatusCode, meanwhile.StatusCode));
        Assert.Equal((NetSuiteConnectorException.Unreachable, true), (failure.Error, failure.IsTransient));
        await _deployment.StartServiceAsync();
    }

    [Fact]
    public async Task A_token_that_the_service_is_told_of_is_replaced_by_a_fresh_one()
    {
        var tokens = _job.GetRequiredService<NetSuiteTokens>();
        var first = await tokens.GetTokenAsync("acme", Jobs.Cancelled);

        var second = await tokens.ReplaceTokenAsync(first, Jobs.Cancelled);

        Assert.NotEqual(first.Reveal(), second.Reveal());
        Assert.Equal(second.Reveal(), await _deployment.AccessTokenAsync());
    }

    [Fact]
    public async Task A_disconnected_tenant_needs_a_person()
    {
        using var gone = await _deployment.Internal.DeleteAsync("/tenants/acme", Jobs.Cancelled);

        var failure = await Assert.ThrowsAsync<NetSuiteConnectorException>(() => NetSuite.GetAsync(Customers, Jobs.Cancelled));

        Assert.Equal(("invalid_grant", "not_connected", Remedy.Connect), (failure.Error, failure.ErrorCode, failure.Remedy));
        Assert.True(failure.NeedsPerson);
    }

    [Fact]
    public async Task A_wrong_secret_is_for_the_jobs_owner()
    {
        await using var wrong = StartJob(options => options.ClientSecret = "not-the-secret-of-this-job");

        var failure = await Assert.ThrowsAsync<NetSuiteConnectorException>(
            () => wrong.GetRequiredService<NetSuiteTokens>().GetTokenAsync("acme", Jobs.Cancelled));

        Assert.Equal(("invalid_client", Remedy.Configure), (failure.Error, failure.Remedy));
    }

    /// <summary>A job's process, with everything logged that can be.</summary>
    private ServiceProvider StartJob(Action<NetSuiteConnectorOptions> authenticate)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs));
        services.AddNetSuiteConnector(options =>
        {
            (options.Endpoint, options.ClientId) = (_endpoint, Deployment.Job);
            authenticate(options);
        });
        services.AddHttpClient("sync").AddNetSuiteToken(Deployment.Tenant);
        return services.BuildServiceProvider();
    }
}
