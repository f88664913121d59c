using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>Many callers, and a NetSuite that takes its time.</summary>
public sealed class TokenConcurrencyTests
{
    /// <summary>A key for which there is no token yet.</summary>
    private static readonly (string, string) Cold = ("scope", "restlets");

    /// <summary>What NetSuite is made to hold does not run into its time-out, however long the rest of a test takes.</summary>
    private readonly FakeTimeProvider _time = Jobs.StandingClock();

    [Fact]
    public async Task Five_hundred_cold_callers_cause_one_request_to_NetSuite()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        await deployment.Requests.WaitForAsync(0);
        var gate = deployment.Fault(FaultKind.HoldBefore);

        var callers = Enumerable.Range(0, 500).Select(_ => deployment.AccessTokenAsync(more: Cold)).ToList();
        await gate.WaitUntilHeldAsync(Jobs.Cancelled);
        await deployment.Requests.WaitForAsync(500);
        gate.Release();

        Assert.Single((await Task.WhenAll(callers)).Distinct());
        Assert.Equal(1, deployment.Mints());
    }

    [Fact]
    public async Task After_onboarding_nothing_refreshes_a_consent_and_its_refresh_token_is_not_kept()
    {
        await using var deployment = await Deployment.StartAsync(simulator: options => options.AccessTokenAlgorithm = "ES256");
        var upload = deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore));
        var connecting = deployment.ConnectAsync();
        await upload.WaitUntilHeldAsync(Jobs.Cancelled);
        Assert.Equal(1, await KeptConsentsAsync());
        upload.Release();
        await connecting;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => deployment.TokenAsync()));

        Assert.Equal((1, 0), (Requests(Operation.TokenAuthorizationCode), Requests(Operation.TokenRefresh)));
        Assert.DoesNotContain(deployment.Simulator.NetSuite.Journal.Entries, entry => entry.GrantType == "refresh_token");

        // The one secret of the store that may have a refresh token in it; that none is there in clear, the deployment's end looks for.
        await Eventually.IsTrueAsync(async () => await KeptConsentsAsync() == 0, () => "what was consented is forgotten");
        Assert.Equal(
            ["Certificate.PrivateKey", "ConsentState.Verifier", "Issuance.Grant", "KeyRingProof.Proof", "StoredToken.Token"],
            await deployment.QueryAsync(db => Task.FromResult(
                db.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(property => property.ClrType == typeof(ProtectedSecret))
                    .Select(property => $"{property.DeclaringType.ClrType.Name}.{property.Name}").Order(StringComparer.Ordinal).ToArray())));

        long Requests(Operation operation) => deployment.Simulator.NetSuite.Journal.Count(operation);

        Task<int> KeptConsentsAsync() => deployment.QueryAsync(db => db.Issuances.CountAsync(issuance => issuance.Grant != null, Jobs.Cancelled));
    }

    [Fact]
    public async Task A_NetSuite_that_never_answers_costs_each_caller_the_time_out_and_the_next_call_works()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        await deployment.Requests.WaitForAsync(0);
        var hang = deployment.Fault(FaultKind.Hang);

        var callers = Enumerable.Range(0, 3).Select(_ => deployment.RefusalAsync(Cold)).ToList();
        await deployment.Requests.WaitForAsync(3);
        await Eventually.IsTrueAsync(() => hang.Hits == 1, () => "NetSuite is asked");
        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.DoesNotContain(callers, caller => caller.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.All(
            await Task.WhenAll(callers),
            error => Assert.Equal(new OAuthError(503, "temporarily_unavailable", "netsuite_unavailable", 5, "acme"), error));
        Assert.Equal(1, hang.Hits);
        Assert.Equal("timeout", (await deployment.TenantAsync()).GetProperty("health_reason").GetString());

        deployment.Simulator.NetSuite.Faults.Clear();
        await deployment.TokenAsync(more: Cold);
        Assert.Equal("ok", (await deployment.TenantAsync()).GetProperty("health").GetString());
    }

    [Fact]
    public async Task A_caller_that_goes_away_ends_neither_the_mint_nor_the_wait_of_others()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        await deployment.Requests.WaitForAsync(0);
        using var impatient = new CancellationTokenSource();
        var gate = deployment.Fault(FaultKind.HoldBefore);
        var first = deployment.Internal.PostAsync(
            "/token", Deployment.Form(("grant_type", "client_credentials"), ("tenant", "acme"), Cold), impatient.Token);
        await gate.WaitUntilHeldAsync(Jobs.Cancelled);
        var second = deployment.AccessTokenAsync(more: Cold);
        await deployment.Requests.WaitForAsync(2);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await deployment.Requests.WaitForAsync(1);
        gate.Release();

        await second;
        Assert.Equal(1, deployment.Mints());
        Assert.DoesNotContain(deployment.Logs.Lines, line => line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task A_mint_whose_only_caller_went_away_is_not_in_vain()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        using var impatient = new CancellationTokenSource();
        var gate = deployment.Fault(FaultKind.HoldBefore);
        var only = deployment.Internal.PostAsync(
            "/token", Deployment.Form(("grant_type", "client_credentials"), ("tenant", "acme"), Cold), impatient.Token);
        await gate.WaitUntilHeldAsync(Jobs.Cancelled);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => only);

        gate.Release();
        await deployment.TokenAsync(more: Cold);

        Assert.Equal(1, deployment.Mints());
    }

    [Fact]
    public async Task A_late_token_of_an_old_generation_is_neither_stored_nor_served()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        var late = deployment.Fault(FaultKind.HoldAfter, fault => fault with { Times = 1 });
        var waiting = deployment.AccessTokenAsync(more: Cold);
        await late.WaitUntilHeldAsync(Jobs.Cancelled);

        var certificate = await ReconnectAsync(deployment);
        late.Release();
        var token = await waiting;

        Assert.StartsWith($"m2m.{certificate}.", Jwts.Payload(token).GetProperty("jti").GetString(), StringComparison.Ordinal);
        Assert.Equal(token, await deployment.AccessTokenAsync(more: Cold));
        await using var db = await deployment.App.Services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>().CreateDbContextAsync(Jobs.Cancelled);
        var scopes = ScopeSet.Parse("restlets");
        Assert.Equal([2], await db.Tokens.Where(row => row.Scopes == scopes).Select(row => row.Generation).ToListAsync(Jobs.Cancelled));
    }

    [Fact]
    public async Task A_late_refusal_of_an_old_certificate_says_nothing_of_the_new_one()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        var late = deployment.Fault(FaultKind.HoldBefore, fault => fault with { Times = 1 });
        var old = (await deployment.TenantAsync()).GetProperty("certificate").GetProperty("id").GetString()!;
        var waiting = deployment.AccessTokenAsync(more: Cold);
        await late.WaitUntilHeldAsync(Jobs.Cancelled);

        var certificate = await ReconnectAsync(deployment);
        deployment.Simulator.NetSuite.FindAccount(Deployment.Account)!.Certificates.Revoke(old, DateTimeOffset.UnixEpoch);
        late.Release();

        Assert.StartsWith($"m2m.{certificate}.", Jwts.Payload(await waiting).GetProperty("jti").GetString(), StringComparison.Ordinal);
        Assert.Equal("connected", (await deployment.TenantAsync()).GetProperty("status").GetString());
        Assert.DoesNotContain("tenant.reconnect_required", await deployment.EventsAsync());
    }

    /// <summary>The admin consents anew; the ID of the certificate that signs from then on.</summary>
    private static async Task<string> ReconnectAsync(Deployment deployment)
    {
        await deployment.ConnectAsync();
        var tenant = await deployment.WaitForAsync(Deployment.Tenant, tenant => tenant.GetProperty("generation").GetInt32() == 2);
        return tenant.GetProperty("certificate").GetProperty("id").GetString()!;
    }
}
