using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Connect.Pages;
using NetSuiteConnectorAuth.Status;
using NetSuiteConnectorAuth.Status.Pages;
using NetSuiteConnectorAuth.Tests.Connect.Pages;

namespace NetSuiteConnectorAuth.Tests.Status;

/// <summary>Deployments as an operator may find them.</summary>
public static class StatusSamples
{
    private static readonly DateTimeOffset Now = PageSamples.Now;

    /// <summary>Everything in order.</summary>
    public static StatusDocument Quiet { get; } = new(
        "1.4.0+3f2c1d9",
        Now.AddDays(-3),
        Simulated: false,
        "postgres",
        new(412, new Dictionary<string, int> { ["connected"] = 409, ["pending"] = 3 }, new Dictionary<string, int> { ["ok"] = 409, ["unknown"] = 3 }, FailingByThemselves: 0),
        new(new Dictionary<string, int> { ["7d"] = 0, ["30d"] = 0, ["60d"] = 2, ["90d"] = 19 }, Now.AddDays(43)),
        new(Running: 1, Overdue: 0),
        [],
        [],
        [new("housekeeping", 4), new("issuance", 11), new("upkeep", 11)],
        new(377),
        new(Usable: true, Protected: true),
        new(Now.AddDays(-3), Faults: 0, RefusedSince: null),
        [
            new("sync-job", [new(CredentialKind.Secret, "1a2b3c4d", Now.AddDays(-40)), new(CredentialKind.Secret, "99aabbcc", Now.AddMinutes(-1))]),
            new("new-job", [new(CredentialKind.PublicKey, "0badcafe", null)]),
        ]);

    /// <summary>Everything that can be wrong is.</summary>
    public static StatusDocument Troubled { get; } = Quiet with
    {
        Simulated = true,
        Tenants = new(
            412,
            new Dictionary<string, int> { ["connected"] = 380, ["pending"] = 3, ["provisioning"] = 2, ["reconnect_required"] = 25, ["disconnected"] = 2 },
            new Dictionary<string, int> { ["ok"] = 380, ["failing"] = 29, ["unknown"] = 3 },
            FailingByThemselves: 4),
        Certificates = new(new Dictionary<string, int> { ["7d"] = 1, ["30d"] = 4, ["60d"] = 6, ["90d"] = 19 }, Now.AddHours(-5)),
        Rotations = new(Running: 3, Overdue: 4),
        Alarms = [new(null, "clock_skew", 380, Now.AddHours(-1)), new("default", "invalid_client", 23, Now.AddHours(-2))],
        Attention =
        [
            new("northwind-emea.production", "permission_missing", Now.AddDays(-9), Link),
            new(new string('a', 100), "server_error", Now.AddMinutes(-30), Link),
            new("acme", PageSamples.Hostile, Since: null, "https://connect.example.com/connect/\"><script>alert(1)</script>"),
        ],
        Schedulers = [new("housekeeping", 4), new("issuance", 7300)],
        Keys = new(Usable: false, Protected: false),
        Configuration = new(Now.AddDays(-3), Faults: 2, RefusedSince: Now.AddHours(-1)),
    };

    public static StatusPageModel PageOf(StatusDocument document, bool mayManage = true) =>
        new(
            new Branding("Example Connector", HasLogo: false, AccentColor: null, SupportUrl: null),
            mayManage ? document : document with { Attention = [.. document.Attention.Select(item => item with { ConnectUrl = null })] },
            Now,
            mayManage);

    private static string Link => "https://connect.example.com/connect/" + string.Concat(Enumerable.Repeat("CfDJ8Abc-_xyz0123456789", 12));
}
