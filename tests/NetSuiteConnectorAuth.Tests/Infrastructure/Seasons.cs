using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Certificates;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>Months on a clock that only a test turns, with the background work done before it is turned on.</summary>
internal static class Seasons
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Waits until nothing is left to do, turns the clock, and waits until nothing that is due by then is left to do. The clock leaps, as
    /// on a machine that slept, and then turns one round of the schedulers: turning it tick by tick would fire every timer of the span. A
    /// request that was under way would run into its time-out, or take NetSuite's clock for one that is behind.
    /// </summary>
    public static async Task PassAsync(this Deployment deployment, FakeTimeProvider time, TimeSpan span)
    {
        await deployment.SettleAsync(time);
        time.AdjustTime(time.GetUtcNow() + span - Round);
        time.Advance(Round);
        await deployment.SettleAsync(time);
    }

    public static Task SettleAsync(this Deployment deployment, FakeTimeProvider time)
    {
        var worker = deployment.App.Services.GetServices<IHostedService>().OfType<UpkeepWorker>().Single();
        return Eventually.IsTrueAsync(() => IsIdleAsync(), () => "nothing is due any more");

        async Task<bool> IsIdleAsync()
        {
            var now = time.GetUtcNow();

            // Work is asked for where it comes from before where it goes to: what moves on meanwhile is not missed.
            var isIdle = !await deployment.QueryAsync(async db =>
                await db.Upkeeps.Where(u => u.RotateAt <= now && !u.Paused)
                    .Join(db.Tenants.Where(t => t.Status == TenantStatus.Connected), u => u.Tenant, t => t.Name, (u, _) => u)
                    .AnyAsync(u => !db.Issuances.Any(i => i.Tenant == u.Tenant && i.ClosedAt == null))
                || await db.Issuances.AnyAsync(i => i.DueAt <= now)
                || await db.Upkeeps.AnyAsync(u => u.ReviewAt <= now)) && worker.Running == 0;
            if (!isIdle)
            {
                // So little that no request under way meets its time-out.
                time.Advance(TimeSpan.FromMilliseconds(50));
            }

            return isIdle;
        }
    }

    /// <summary>The most certificates of one user that were active at one time, from what the simulator remembers.</summary>
    public static int MostActiveAtOnce(this Deployment deployment, string account = Deployment.Account)
    {
        var all = deployment.Simulator.NetSuite.FindAccount(account)!.Certificates.All;
        return all.Max(upload => all.Count(other =>
            other.CreatedAt <= upload.CreatedAt && (other.RevokedAt is null || other.RevokedAt > upload.CreatedAt)));
    }

    /// <summary>Somebody else maps a certificate of theirs to the same integration record, good for two years. Answers its ID.</summary>
    public static async Task<string> UploadForeignAsync(this Deployment deployment, DateTimeOffset now)
    {
        var made = CertificateFactory.Create(SigningAlgorithm.ES256, 3072, "somebody else", now.AddMinutes(-1), TimeSpan.FromDays(730));
        var token = (await deployment.TokenAsync()).GetProperty("access_token").GetString()!;
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var url = deployment.Simulator.UrlOf($"{Deployment.Account}.restlets.api.netsuite.com")
            + $"/services/rest/auth/oauth2/v1/clients/{IntegrationSettings.DefaultClientId}/certificates";
        var answer = await client.PostAsJsonAsync(
            url, new { fileContent = made.CertificatePem.Trim(), role = 1042, entity = 317 }, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return made.Id;
    }

    public static Task<Certificate> SigningAsync(this Deployment deployment, string tenant = Deployment.Tenant) =>
        deployment.QueryAsync(db => db.Certificates.AsNoTracking().SingleAsync(
            c => c.Tenant == TenantName.Parse(tenant) && c.ActivatedAt != null && c.RetiredAt == null));

    public static IEnumerable<MappedCertificate> Active(this SimulatedNetSuite netSuite, string account = Deployment.Account) =>
        netSuite.FindAccount(account)!.Certificates.All.Where(c => c.IsActive(netSuite.Clock.GetUtcNow()));
}
