using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Callers;

/// <summary>Workload identity: a platform says who a job is, and nobody else is believed.</summary>
public sealed class IssuerTokenTests : IAsyncLifetime
{
    private const string Subject = "system:serviceaccount:sync:orders";

    private readonly WallClock _time = new();
    private OidcIssuer _issuer = null!;
    private RunningService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await OidcIssuer.StartAsync();
        _service = await RunningService.StartAsync(
            _ => { },
            Jobs.Cancelled,
            _time,
            services => services.PostConfigure<HttpClientFactoryOptions>(
                IssuerDocuments.HttpClientName, issuer => issuer.HttpClientActions.Add(http => http.Timeout = Timeout.InfiniteTimeSpan)),
            settings:
            [
                ("Callers:pod:Tenants:0", "*"),
                ("Callers:pod:Permissions:0", "observe"),
                ("Callers:pod:Permissions:1", "token"),
                ("Callers:pod:RequestsPerMinute", "50"),
                .. _issuer.Settings("pod", Subject),
            ]);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_token_of_the_issuer_opens_every_route()
    {
        Assert.Equal(HttpStatusCode.OK, await GetAsync(Token()));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/token") { Headers = { Authorization = new("Bearer", Token()) } };
        request.Content = Deployment.Form(("grant_type", "client_credentials"), ("tenant", "nobodys"));
        using var answer = await _service.Internal.SendAsync(request, Jobs.Cancelled);
        Assert.Equal("invalid_target", (await OAuthError.ReadAsync(answer)).Error);

        Assert.Equal(["/.well-known/openid-configuration", "/jwks"], _issuer.Calls);
    }

    [Fact]
    public async Task A_token_is_good_until_it_ends_however_often_it_is_shown()
    {
        var token = Token();

        Assert.Equal(HttpStatusCode.OK, await GetAsync(token));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(token));
        _time.Advance(TimeSpan.FromMinutes(62));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(token));
    }

    [Theory]
    [InlineData("aud", "another-service")]
    [InlineData("aud", "NetSuite-Connector")]
    [InlineData("aud", null)]
    [InlineData("sub", "system:serviceaccount:sync:other")]
    [InlineData("sub", null)]
    [InlineData("exp", null)]
    [InlineData("exp", 1700000000)]
    [InlineData("nbf", 1900000000)]
    [InlineData("iat", 1900000000)]
    [InlineData("iss", "https://attacker.example")]
    [InlineData("iss", null)]
    public async Task Another_audience_subject_time_or_issuer_is_refused_and_nothing_it_names_is_called(string claim, object? value)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(_issuer.Token(Subject, _time.GetUtcNow(), (claim, value))));
        Assert.True(_issuer.Calls.Count <= 2);
    }

    [Fact]
    public async Task Another_key_is_refused_whatever_the_header_says()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Dictionary<string, object?> claims = new()
        {
            ["iss"] = _issuer.Url, ["sub"] = Subject, ["aud"] = OidcIssuer.Audience, ["exp"] = _time.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
        };

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(JwtSigner.Sign(stranger, "ES256", claims, ("kid", "key-1"))));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(JwtSigner.Sign(stranger, "ES256", claims)));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(JwtSigner.Sign("none", claims, [("kid", "key-1")], _ => [1])));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(
            JwtSigner.Sign("HS256", claims, [("kid", "key-1")], bytes => HMACSHA256.HashData("key"u8, bytes))));
    }

    [Fact]
    public async Task A_key_changed_without_notice_causes_no_refusal()
    {
        Assert.Equal(HttpStatusCode.OK, await GetAsync(Token()));
        _time.Advance(IssuerKeys.Pause);
        var old = Token();
        _issuer.Rotate();

        Assert.Equal(HttpStatusCode.OK, await GetAsync(Token()));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(old));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_keep_us_from_asking_the_issuer()
    {
        _time.Error = TimeSpan.FromHours(1);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(Token()));

        _time.Error = TimeSpan.Zero;
        _time.Advance(IssuerKeys.Pause);
        _issuer.Rotate();

        Assert.Equal(HttpStatusCode.OK, await GetAsync(Token()));
    }

    [Fact]
    public async Task Unknown_keys_make_us_ask_the_issuer_once_in_a_while_and_not_each_time()
    {
        Assert.Equal(HttpStatusCode.OK, await GetAsync(Token()));
        _time.Advance(IssuerKeys.Pause);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Dictionary<string, object?> claims = new() { ["iss"] = _issuer.Url, ["sub"] = Subject };

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => GetAsync(JwtSigner.Sign(stranger, "ES256", claims, ("kid", $"made-up-{i}")))));

        Assert.Equal(4, _issuer.Calls.Count);
    }

    [Fact]
    public async Task An_issuer_that_is_down_is_believed_to_have_the_keys_it_had()
    {
        Assert.Equal(HttpStatusCode.OK, await GetAsync(Token()));
        _issuer.Trouble = context => Answer(context, 500, "");

        _time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(Token()));
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetAsync(Token()));

        _issuer.Trouble = null;
        _time.Advance(IssuerKeys.Pause);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(Token()));
    }

    [Fact]
    public async Task A_key_that_the_issuer_withdrew_opens_nothing_not_even_for_the_first_who_comes_later()
    {
        var withdrawn = Token();
        Assert.Equal(HttpStatusCode.OK, await GetAsync(withdrawn));
        _issuer.Rotate();

        _time.Advance(IssuerKeys.Fresh);

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(withdrawn));
    }

    [Fact]
    public async Task While_an_issuer_hangs_after_it_has_failed_nobody_waits_for_it()
    {
        Assert.Equal(HttpStatusCode.OK, await GetAsync(Token()));
        _issuer.Trouble = context => Answer(context, 500, "");
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(Token()));

        var hanging = new TaskCompletionSource();
        _issuer.Trouble = _ => hanging.Task;
        _time.Advance(IssuerKeys.Pause);
        try
        {
            // Whoever waited for the issuer would wait for ever.
            Assert.Equal(HttpStatusCode.OK, await GetAsync(Token()).WaitAsync(Eventually.Bound, Jobs.Cancelled));
            await Eventually.IsTrueAsync(() => _issuer.Calls.Count == 4, () => "It is asked again all the same.");
        }
        finally
        {
            hanging.SetResult();
        }
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, "[]")]
    [InlineData(302, "")]
    public async Task While_the_keys_cannot_be_read_a_token_is_neither_right_nor_wrong(int status, string body)
    {
        _issuer.Trouble = context => Answer(context, status, body);

        using var operators = await SigningCaller.GetAsync(_service.Internal, "/tenants", Token());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token") { Headers = { Authorization = new("Bearer", Token()) } };
        request.Content = Deployment.Form(("grant_type", "client_credentials"));
        using var jobs = await _service.Internal.SendAsync(request, Jobs.Cancelled);

        Assert.Equal("temporarily_unavailable", (await operators.ProblemAsync(Jobs.Cancelled)).Code());
        Assert.Equal(new OAuthError(503, "temporarily_unavailable", "issuer_unavailable", 10), await OAuthError.ReadAsync(jobs));
        Assert.Contains(_service.Log, line => line.Contains("cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_discovery_document_may_not_send_us_elsewhere_in_clear_nor_speak_for_another()
    {
        _issuer.JwksUri = "http://keys.example.com/jwks";
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetAsync(Token()));

        (_issuer.JwksUri, _issuer.Issuer) = (_issuer.Url + "/jwks", "https://another.example");
        _time.Advance(IssuerKeys.Pause);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetAsync(Token()));

        Assert.DoesNotContain("/jwks", _issuer.Calls);
        Assert.Contains(_service.Log, line => line.Contains("its jwks_uri is not https", StringComparison.Ordinal));
        Assert.Contains(_service.Log, line => line.Contains("its discovery document is that of another issuer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end()
    {
        _issuer.Trouble = context => Answer(context, 200, $$"""{"issuer":"{{new string('x', 1_100_000)}}"}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetAsync(Token()));
    }

    [Fact]
    public async Task The_callers_rate_holds_for_its_tokens_too()
    {
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 51; i++)
        {
            answers.Add(await GetAsync(Token()));
        }

        Assert.Equal(50, answers.Count(answer => answer == HttpStatusCode.OK));
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    [Fact]
    public async Task Whoever_is_asked_for_credentials_hears_that_a_bearer_token_will_do()
    {
        using var operators = await _service.Internal.GetAsync("/tenants", Jobs.Cancelled);
        using var jobs = await _service.Internal.AskAsync();

        Assert.Equal(["Basic", "Bearer"], operators.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        Assert.Equal(["Basic", "Bearer"], jobs.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
    }

    private static Task Answer(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = "/elsewhere";
        return context.Response.WriteAsync(body);
    }

    private string Token() => _issuer.Token(Subject, _time.GetUtcNow());

    private async Task<HttpStatusCode> GetAsync(string bearer)
    {
        using var answer = await SigningCaller.GetAsync(_service.Internal, "/tenants", bearer);
        return answer.StatusCode;
    }
}
