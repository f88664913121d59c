using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Duende.IdentityModel.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Callers;

/// <summary>What outlives a restart: which credential was used last when, and which assertion was used at all. And what a job's library makes of it.</summary>
public sealed class LastUseTests : IAsyncLifetime
{
    private static readonly Secret Old = Secret.Random();
    private static readonly Secret New = Secret.Random();

    private readonly FakeTimeProvider _time = Jobs.StandingClock();
    private readonly SigningCaller _signing;
    private Deployment _deployment = null!;

    public LastUseTests() => _signing = new SigningCaller("signing-job", ECDsa.Create(ECCurve.NamedCurves.nistP256), "ES256", _time);

    public async ValueTask InitializeAsync() => _deployment = await Jobs.StartConnectedAsync(_time, settings =>
    {
        settings["Callers:two:Secrets:0"] = SecretHash.Of(Old).ToString();
        settings["Callers:two:Secrets:1"] = SecretHash.Of(New).ToString();
        settings["Callers:two:Tenants:0"] = "acme";
        settings["Callers:two:Permissions:0"] = "token";
        settings["Callers:two:Permissions:1"] = "observe";
        foreach (var (key, value) in _signing.Settings(asJwk: false, "token"))
        {
            settings[key] = value;
        }
    });

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task An_operator_sees_which_of_two_secrets_is_still_used_also_after_a_restart()
    {
        var began = _time.GetUtcNow();
        await AskAsync(Old);
        _time.Advance(TimeSpan.FromMinutes(5));
        var later = _time.GetUtcNow();
        await AskAsync(New);
        await AskAsync(New);
        using (var basic = _deployment.ClientOf("two", New))
        {
            await basic.AskAsync(("tenant", "acme"));
        }

        Assert.Equal([(Id(Old), began), (Id(New), later)], await UsesAsync("two"));

        await _deployment.RestartAsync();
        Assert.Equal([(Id(Old), began), (Id(New), later)], await UsesAsync("two"));
        Assert.Equal([null], (await UsesAsync("signing-job")).Select(use => use.At));
    }

    [Fact]
    public async Task The_time_is_written_about_once_a_minute_and_not_with_every_request()
    {
        await AskAsync(Old);
        await RoundUntilAsync(async () => await StoredAsync() is not null);
        var first = await StoredAsync();

        _time.Advance(TimeSpan.FromSeconds(2));
        await AskAsync(Old);
        Assert.Equal(first, await StoredAsync());

        await RoundUntilAsync(async () => await StoredAsync() > first);
    }

    [Fact]
    public async Task Who_sees_some_tenants_only_sees_itself_only()
    {
        using var two = _deployment.ClientOf("two", New);

        var status = await Deployment.JsonAsync(await two.GetAsync("/status", Jobs.Cancelled));

        Assert.Equal(["two"], status.GetProperty("callers").EnumerateArray().Select(caller => caller.GetProperty("client_id").GetString()));
        Assert.Equal(3, (await CallersAsync()).Count());
    }

    [Fact]
    public async Task The_page_shows_them_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/status");
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await _deployment.Internal.SendAsync(request, Jobs.Cancelled);

        var page = await answer.Content.ReadAsStringAsync(Jobs.Cancelled);
        Assert.Contains(Id(Old), page, StringComparison.Ordinal);
        Assert.DoesNotContain(SecretHash.Of(Old).ToString()[7..], page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_assertion_that_was_used_is_used_after_a_restart_too_and_forgotten_when_it_has_ended()
    {
        var assertion = _signing.Assertion();
        using var http = _deployment.Anonymous();
        using var first = await SigningCaller.AskAsync(http, assertion);
        Assert.Equal(HttpStatusCode.BadRequest, first.StatusCode);

        await _deployment.RestartAsync();
        using var restarted = _deployment.Anonymous();
        using var again = await SigningCaller.AskAsync(restarted, assertion);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);

        _time.Advance(TimeSpan.FromMinutes(7));
        await _deployment.App.Services.GetRequiredService<Retention>().RunAsync(Jobs.Cancelled);
        Assert.Equal(0, await _deployment.QueryAsync(db => db.UsedAssertions.CountAsync(Jobs.Cancelled)));
    }

    [Fact]
    public async Task One_of_the_longest_life_is_remembered_until_its_age_alone_keeps_it_out()
    {
        var exp = (_time.GetUtcNow() + CallerAssertions.LongestLife + CallerAssertions.Skew).ToUnixTimeSeconds();
        var assertion = _signing.Assertion(("exp", exp));
        using var http = _deployment.Anonymous();
        using var first = await SigningCaller.AskAsync(http, assertion);
        Assert.Equal(HttpStatusCode.BadRequest, first.StatusCode);

        var lastMoment = DateTimeOffset.FromUnixTimeSeconds(exp) + CallerAssertions.Skew - TimeSpan.FromSeconds(1);
        _time.Advance(lastMoment - _time.GetUtcNow());
        await _deployment.App.Services.GetRequiredService<Retention>().RunAsync(Jobs.Cancelled);
        await _deployment.RestartAsync();
        using var restarted = _deployment.Anonymous();
        using var again = await SigningCaller.AskAsync(restarted, assertion);
        using var other = await SigningCaller.AskAsync(restarted, _signing.Assertion(("exp", exp)));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest), (again.StatusCode, other.StatusCode));
    }

    [Fact]
    public async Task While_the_store_refuses_the_assertion_stays_good()
    {
        var store = new StoreFile(_deployment.DatabasePath);
        var assertion = _signing.Assertion();
        using var http = _deployment.Anonymous();
        await _deployment.ExecuteSqlAsync("ALTER TABLE \"UsedAssertions\" RENAME TO \"Gone\"");
        using var refused = await SigningCaller.AskAsync(http, assertion);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        await _deployment.ExecuteSqlAsync("ALTER TABLE \"Gone\" RENAME TO \"UsedAssertions\"");
        using var taken = await SigningCaller.AskAsync(http, assertion);
        Assert.Equal(HttpStatusCode.BadRequest, taken.StatusCode);
        Assert.Equal("1", store.Scalar("SELECT count(*) FROM \"UsedAssertions\""));
    }

    [Fact]
    public async Task Duende_IdentityModel_gets_a_token_with_an_assertion()
    {
        using var http = _deployment.Anonymous();
        using var request = new ClientCredentialsTokenRequest
        {
            Address = "/token",
            ClientId = _signing.ClientId,
            ClientCredentialStyle = ClientCredentialStyle.PostBody,
            ClientAssertion = new() { Type = SigningCaller.Type, Value = _signing.Assertion() },
            Parameters = [new("tenant", "acme")],
        };

        var answer = await http.RequestClientCredentialsTokenAsync(request, Jobs.Cancelled);

        Assert.False(answer.IsError, answer.Error);
        Assert.Equal(await _deployment.AccessTokenAsync(), answer.AccessToken);
    }

    private static string Id(Secret secret) => SecretHash.Of(secret).ToString()[7..15];

    private async Task AskAsync(Secret secret)
    {
        using var http = _deployment.Anonymous();
        using var answer = await http.AskAsync(("client_id", "two"), ("client_secret", secret.Reveal()), ("tenant", "acme"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Housekeeping has its round every 15 seconds.</summary>
    private Task RoundUntilAsync(Func<Task<bool>> isTrue) => Eventually.IsTrueAsync(
        async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            return await isTrue();
        },
        () => "written");

    private Task<DateTimeOffset?> StoredAsync() => _deployment.QueryAsync(db => db.CredentialLastUses
        .Where(use => use.ClientId == "two").MaxAsync(use => (DateTimeOffset?)use.LastUsedAt, Jobs.Cancelled));

    private async Task<IEnumerable<JsonElement>> CallersAsync() =>
        (await Deployment.JsonAsync(await _deployment.Internal.GetAsync("/status", Jobs.Cancelled))).GetProperty("callers").EnumerateArray();

    private async Task<IEnumerable<(string Id, DateTimeOffset? At)>> UsesAsync(string clientId) =>
        (await CallersAsync())
            .Single(caller => caller.GetProperty("client_id").GetString() == clientId)
            .GetProperty("credentials").EnumerateArray()
            .Select(use => (
                use.GetProperty("id").GetString()!,
                use.GetProperty("last_used_at") is { ValueKind: JsonValueKind.String } at ? at.GetDateTimeOffset() : (DateTimeOffset?)null));
}
