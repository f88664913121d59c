using System.Globalization;
using System.Text;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>What the store and NetSuite's journal say of one tenant, for who has to explain how it came there.</summary>
internal static class KillStory
{
    public static string Of(MortalDeployment deployment, MortalTenant tenant)
    {
        var story = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{tenant.Name} at {TimeProvider.System.GetUtcNow():HH:mm:ss.fff}");
        string? Rows(string columns, string table) =>
            deployment.Store.Scalar($"SELECT group_concat({columns}, char(10)) FROM \"{table}\" WHERE \"Tenant\" = @tenant", ("@tenant", tenant.Name));

        story.AppendLine(Rows(
            "'issuance ' || \"Kind\" || ' ' || \"State\" || ' of ' || \"Identity_Entity\" || ' with ' || coalesce(substr(\"CertificateId\", 1, 4), '-')"
            + " || ' created ' || \"CreatedAt\" || ' attempts ' || \"Attempts\" || ' ' || coalesce(\"LastError\", \"Failure\", '')", "Issuances"));
        story.AppendLine(Rows(
            "'certificate ' || substr(\"Id\", 1, 4) || ' of ' || \"Entity\" || ' left ' || \"HasLeft\" || ' active ' || coalesce(\"ActivatedAt\", '-')"
            + " || ' retired ' || coalesce(\"RetiredAt\", '-') || ' abandoned ' || coalesce(\"AbandonedAt\", '-') || ' revoking ' || coalesce(\"RevokingAt\", '-')"
            + " || ' revoked ' || coalesce(\"RevokedAt\", '-') || ' key ' || (\"PrivateKey\" IS NOT NULL)", "Certificates"));
        story.AppendLine(Rows("'review ' || coalesce(\"ReviewAt\", '-') || ' after ' || \"ReviewFailures\" || ' failures'", "Upkeeps"));

        // What was asked for over and over is told once.
        var calls = deployment.Simulator.NetSuite.Journal.Entries
            .Where(entry => entry.Account == tenant.Account && entry.Operation is not null)
            .Select(entry => (entry.At, Call: $"{entry.Operation} by {entry.Entity} with {entry.CertificateId?[..4]}: {entry.Status} {entry.Cause}"))
            .DistinctBy(entry => entry.Call);
        foreach (var (at, call) in calls)
        {
            story.AppendLine(CultureInfo.InvariantCulture, $"{at:HH:mm:ss.fff} {call}");
        }

        return story.ToString();
    }
}
