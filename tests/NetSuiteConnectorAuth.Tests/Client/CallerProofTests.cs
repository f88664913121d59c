using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NetSuiteConnectorAuth.Client;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Client;

/// <summary>Who asks, other than by a secret; and options that cannot work.</summary>
public sealed class CallerProofTests
{
    public static TheoryData<string, string> Keys => new()
    {
        { "ES256", "nistP256" }, { "ES384", "nistP384" }, { "ES512", "nistP521" }, { "PS256", "rsa" },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Each_request_carries_a_fresh_assertion_of_the_callers_own_key(string algorithm, string kind)
    {
        using AsymmetricAlgorithm key = kind == "rsa" ? RSA.Create(2048) : ECDsa.Create(ECCurve.CreateFromFriendlyName(kind));
        using var bench = new ClientBench(options => (options.ClientSecret, options.PrivateKeyPem) = (null, key.ExportPkcs8PrivateKeyPem()));
        bench.Issues("of-acme").Issues("of-beta", tenant: "beta");
        await bench.TokenAsync();
        await bench.TokenAsync("beta");

        var assertions = bench.Service.Requests.Select(request => new JsonWebToken(request.Form["client_assertion"])).ToList();
        Assert.All(bench.Service.Requests, request =>
        {
            Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", request.Form["client_assertion_type"]);
            Assert.DoesNotContain("Authorization", request.Headers.Keys);
        });
        Assert.NotEqual(assertions[0].Id, assertions[1].Id);
        Assert.All(assertions, assertion =>
        {
            Assert.Equal((algorithm, "sync", "sync"), (assertion.Alg, assertion.Issuer, assertion.Subject));
            Assert.Equal(["http://127.0.0.1:8081/token"], assertion.Audiences);
            var now = bench.Time.GetUtcNow().UtcDateTime;
            Assert.InRange(assertion.ValidTo, now.AddMinutes(4), now.AddMinutes(5));
            Assert.InRange(assertion.IssuedAt, now.AddMinutes(-1), now);
        });
        var valid = await new JsonWebTokenHandler().ValidateTokenAsync(assertions[0].EncodedToken, new TokenValidationParameters
        {
            IssuerSigningKey = key is ECDsa ecdsa ? new ECDsaSecurityKey(ecdsa) : new RsaSecurityKey((RSA)key),
            ValidIssuer = "sync",
            ValidAudience = "http://127.0.0.1:8081/token",
            ValidateLifetime = false,
        });
        Assert.True(valid.IsValid, valid.Exception?.Message);
    }

    [Fact]
    public async Task What_a_job_gives_all_its_clients_sends_no_assertion_twice()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var sentAgain = 0;
        using var bench = new ClientBench(
            options => (options.ClientSecret, options.PrivateKeyPem) = (null, key.ExportPkcs8PrivateKeyPem()),
            host: services => services.ConfigureHttpClientDefaults(
                client => client.AddHttpMessageHandler(() => new TriesAgain(() => Interlocked.Increment(ref sentAgain)))));
        bench.Refuses(503, "temporarily_unavailable", "netsuite_unavailable", retryAfter: 5);

        Assert.Equal("temporarily_unavailable", (await bench.FailureAsync()).Error);
        Assert.Single(bench.Service.Requests);
        Assert.Equal(0, sentAgain);

        // The job's own clients of NetSuite keep what they were given.
        bench.Time.Advance(TimeSpan.FromSeconds(5));
        bench.Issues("first");
        bench.NetSuite.Answers(HttpStatusCode.ServiceUnavailable).Answers(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await bench.Job.GetAsync("/services/rest/record/v1/customer", ClientBench.Cancelled)).StatusCode);
        Assert.Equal(1, sentAgain);
    }

    [Fact]
    public async Task A_token_file_is_read_anew_for_each_request()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("token", "header.one.signature\n");
        using var bench = new ClientBench(options => (options.ClientId, options.ClientSecret, options.BearerTokenPath) = (null, null, path));
        bench.Issues("of-acme").Issues("of-beta", tenant: "beta");

        await bench.TokenAsync();
        await File.WriteAllTextAsync(path, "header.two.signature", ClientBench.Cancelled);
        await bench.TokenAsync("beta");

        Assert.Equal(
            ["Bearer header.one.signature", "Bearer header.two.signature"], bench.Service.Requests.Select(request => request.Headers["Authorization"]));
        Assert.All(bench.Service.Requests, request => Assert.DoesNotContain("client_id", request.Form.Keys));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("two words")]
    public async Task A_token_file_that_holds_none_is_the_jobs_own_fault(string? content)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.FullName, "token");
        if (content is not null)
        {
            folder.Write("token", content);
        }

        using var bench = new ClientBench(options => (options.ClientSecret, options.BearerTokenPath) = (null, path));

        var failure = await bench.FailureAsync();

        Assert.Equal((NetSuiteConnectorException.CredentialsUnusable, Remedy.Configure), (failure.Error, failure.Remedy));
        Assert.DoesNotContain("two words", failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(bench.Service.Requests);
    }

    [Fact]
    public void All_faults_of_the_options_are_told_at_once_and_at_start()
    {
        var services = new ServiceCollection();
        services.AddNetSuiteConnector(options =>
        {
            options.ClientSecret = "s3cr3t";
            options.PrivateKeyPem = "s3cr3t";
            options.MinimumLifetime = TimeSpan.FromHours(1);
            options.MaximumTokens = 0;
        });
        using var provider = services.BuildServiceProvider();

        var faults = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate()).Failures.ToList();

        Assert.Equal(
            ["ClientId", "Endpoint", "MinimumLifetime", "PrivateKeyPem", "RefreshSpread", "RequestTimeout and MaximumTokens", "Set exactly one"],
            faults.Select(fault => fault.Split(':')[0].Split(" of ")[0]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("s3cr3t", string.Concat(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void The_handler_that_the_package_makes_keeps_no_cookies_and_follows_no_redirect()
    {
        var services = new ServiceCollection();
        services.AddNetSuiteConnector(options => (options.Endpoint, options.ClientId, options.ClientSecret) = (new("http://127.0.0.1/token"), "a", "b"));
        services.AddHttpClient("job").AddNetSuiteToken("acme");
        using var provider = services.BuildServiceProvider();
        foreach (var name in new[] { "job", NetSuiteConnectorRegistration.HttpClientName })
        {
            var handler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(name);
            while (handler is DelegatingHandler { InnerHandler: { } inner })
            {
                handler = inner;
            }

            var sockets = Assert.IsType<SocketsHttpHandler>(handler);
            Assert.Equal((false, false), (sockets.UseCookies, sockets.AllowAutoRedirect));
        }
    }

    /// <summary>As a resilience handler does: the very same request once more.</summary>
    private sealed class TriesAgain(Action count) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                return answer;
            }

            count();
            answer.Dispose();
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
