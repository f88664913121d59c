using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Certificates;
using NetSuiteSimulator.Faults;

namespace Load;

/// <summary>NetSuite's side. What it counts is counted where it happens, not read from a journal that forgets.</summary>
internal static class SimulatorProcess
{
    public const string Role = "simulator";

    public static async Task RunAsync(string settings)
    {
        var given = JsonSerializer.Deserialize<Dictionary<string, string?>>(settings)!;
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions
        {
            Url = given["url"],
            AcceptAnyAccount = true,
            AllowLoopbackRedirectUris = true,
            AccessTokenLifetime = TimeSpan.Parse(given["life"]!, CultureInfo.InvariantCulture),

            // A signature of RSA by the simulator would cost more than all that is measured.
            AccessTokenAlgorithm = "ES256",
            Integration = new IntegrationSettings { RedirectUris = { given["redirect"]! } },
        });
        if (double.Parse(given["latency"]!, CultureInfo.InvariantCulture) is > 0 and var latency)
        {
            foreach (var operation in Enum.GetValues<Operation>())
            {
                host.NetSuite.Faults.Add(new Fault(operation, FaultKind.Delay) { Delay = TimeSpan.FromMilliseconds(latency) });
            }
        }

        await ChildProcess.AnswerAsync(() => Report(host.NetSuite));
    }

    private static SimulatorReport Report(SimulatedNetSuite netSuite)
    {
        var accounts = netSuite.Accounts.Select(account => account.Certificates.All).ToList();
        using var process = Process.GetCurrentProcess();
        return new SimulatorReport(
            Enum.GetValues<Operation>().ToDictionary(operation => operation.ToString(), netSuite.Journal.Count),
            accounts.Sum(all => all.Count),
            accounts.Sum(all => all.Count(certificate => certificate.RevokedAt is not null)),
            accounts.Max(MostActiveAtOnce),
            process.TotalProcessorTime.TotalMilliseconds);
    }

    private static int MostActiveAtOnce(IReadOnlyList<MappedCertificate> all) => all.Count == 0 ? 0 : all.Max(upload => all.Count(other =>
        other.CreatedAt <= upload.CreatedAt && (other.RevokedAt is null || other.RevokedAt > upload.CreatedAt)));
}

/// <param name="Requests">By operation, refused ones included.</param>
/// <param name="Certificates">Ever taken.</param>
/// <param name="MostActive">Of one account at one time, since the start.</param>
internal sealed record SimulatorReport(
    Dictionary<string, long> Requests, int Certificates, int Revoked, int MostActive, double CpuMilliseconds)
{
    public long Uploads => Requests[nameof(Operation.CertificatesUpload)];

    public long TokenRequests => Requests[nameof(Operation.TokenClientCredentials)];

    public long Calls => Requests.Values.Sum();
}
