using System.Net;
using System.Text.RegularExpressions;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Status;

/// <summary>Alone in the process: the exporter hears every meter of our name, other deployments' too.</summary>
[Collection(Alone.Name)]
public sealed partial class MetricsTests
{
    private const string Tenant = "a-tenant-whose-name-is-nobodys-business";

    [Fact]
    public async Task The_metrics_have_their_names_and_labels_and_no_tenant()
    {
        var time = FakeTime.New();
        await using var deployment = await Deployment.StartAsync(time: time);
        await deployment.ConnectAsync(Tenant);
        await deployment.TokenAsync(Tenant, ("scope", "restlets"));
        Assert.Equal(400, (int)(await deployment.RequestTokenAsync("nobody")).StatusCode);

        var before = (await deployment.TenantAsync(Tenant)).GetProperty("generation").GetInt32();
        using var rotating = await deployment.Internal.PostAsync($"/tenants/{Tenant}/rotate", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, rotating.StatusCode);
        await deployment.TurnUntilAsync(time, tenant => tenant.GetProperty("generation").GetInt32() > before, Tenant);

        var metrics = await ScrapeAsync(
            deployment,
            text => text.Contains("nsca_tenants{", StringComparison.Ordinal) && text.Contains("nsca_rotations_total{", StringComparison.Ordinal),
            () => time.Advance(TimeSpan.FromSeconds(15)));

        foreach (var (name, labels) in new[]
        {
            ("nsca_token_requests_total", "outcome"),
            ("nsca_token_mints_total", "outcome,trigger"),
            ("nsca_token_mint_duration_seconds_count", ""),
            ("nsca_token_mint_duration_seconds_sum", ""),
            ("nsca_token_mint_duration_seconds_bucket", "le"),
            ("nsca_netsuite_requests_total", "operation,outcome"),
            ("nsca_netsuite_request_duration_seconds_count", "operation"),
            ("nsca_tenants", "health,status"),
            ("nsca_certificate_expiry_seconds_min", ""),
            ("nsca_certificates_expiring", "within"),
            ("nsca_rotations_total", "outcome"),
            ("nsca_rotations_overdue", ""),
            ("nsca_scheduler_last_run_age_seconds", "job"),
        })
        {
            var line = Series().Matches(metrics).FirstOrDefault(match => match.Groups["name"].Value == name);
            Assert.True(line is not null, $"{name} is missing from:\n{metrics}");
            Assert.Equal(labels, string.Join(',', LabelName().Matches(line.Groups["labels"].Value)
                .Select(match => match.Groups[1].Value).Where(label => !label.StartsWith("otel_", StringComparison.Ordinal)).Order()));
        }

        Assert.DoesNotContain(Tenant, metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(Deployment.Account, metrics, StringComparison.Ordinal);
        Assert.Contains("status=\"connected\"", metrics, StringComparison.Ordinal);
        Assert.Contains("within=\"90d\"", metrics, StringComparison.Ordinal);
        Assert.Contains("outcome=\"activated\"", metrics, StringComparison.Ordinal);
    }

    /// <summary>The counts are read by a job, and the exporter keeps an answer for a moment.</summary>
    private static async Task<string> ScrapeAsync(Deployment deployment, Func<string, bool> isWanted, Action turn)
    {
        using var anonymous = deployment.Anonymous();
        var last = "";
        await Eventually.IsTrueAsync(
            async () =>
            {
                turn();
                last = await anonymous.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
                return isWanted(last);
            },
            () => last);
        return last;
    }

    [GeneratedRegex(@"^(?<name>nsca_[a-z_]+)(\{(?<labels>[^}]*)\})? ", RegexOptions.Multiline)]
    private static partial Regex Series();

    [GeneratedRegex("([a-z_]+)=\"")]
    private static partial Regex LabelName();
}
