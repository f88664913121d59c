namespace Load;

/// <summary>One run: what was counted before and after it.</summary>
internal sealed record RotationResult(
    int Tenants,
    int Concurrency,
    TimeSpan Renewed,
    TimeSpan All,
    ServiceReport Before,
    ServiceReport After,
    SimulatorReport ThereBefore,
    SimulatorReport ThereAfter,
    Jobs Jobs)
{
    private const double MostTransactions = 12;
    private const int MostActive = 2;
    private const double Mebibyte = 1024 * 1024;

    public double RotationsPerSecond => Tenants / Renewed.TotalSeconds;

    public double Transactions => (double)(After.WriteTransactions - Before.WriteTransactions) / Tenants;

    public double Commands => (double)(After.Commands - Before.Commands) / Tenants;

    public double CommandMilliseconds => (After.CommandMilliseconds - Before.CommandMilliseconds) / Tenants;

    public double Calls => (double)(After.Calls - Before.Calls) / Tenants;

    /// <summary>Requests to NetSuite under way, on average over the run.</summary>
    public double UnderWay => (After.CallMilliseconds - Before.CallMilliseconds) / All.TotalMilliseconds;

    public double CpuMilliseconds => (After.CpuMilliseconds - Before.CpuMilliseconds) / Tenants;

    public double SimulatorCpuMilliseconds => (ThereAfter.CpuMilliseconds - ThereBefore.CpuMilliseconds) / Tenants;

    /// <summary>Every request to upload counts, also one that was refused.</summary>
    public long DuplicateUploads => ThereAfter.Uploads - ThereBefore.Uploads - Tenants;

    public long Certificates => ThereAfter.Certificates - ThereBefore.Certificates;

    public double WorkingSet => After.WorkingSet / Mebibyte;

    public double PeakWorkingSet => After.PeakWorkingSet / Mebibyte;

    public double Heap => After.Heap / Mebibyte;

    public string Line =>
        $"{Tenants} tenants, {Concurrency} at once: {RotationsPerSecond:0.0} rotations/s, renewed in {Renewed.TotalSeconds:0.0} s, "
        + $"old ones revoked after {All.TotalSeconds:0.0} s; a rotation: {Transactions:0.00} write transactions, {Commands:0.0} commands "
        + $"({CommandMilliseconds:0.0} ms), {Calls:0.00} calls, {CpuMilliseconds:0.0} ms CPU (simulator {SimulatorCpuMilliseconds:0.0} ms)";

    public IReadOnlyList<string> MissedBars =>
    [
        .. Jobs.Failed > 0 ? [$"{Jobs.Failed} tokens failed"] : Array.Empty<string>(),
        .. DuplicateUploads != 0 || Certificates != Tenants ? [$"{Tenants + DuplicateUploads} uploads, {Certificates} taken"] : Array.Empty<string>(),
        .. ThereAfter.MostActive > MostActive ? [$"{ThereAfter.MostActive} active certificates of one tenant"] : Array.Empty<string>(),
        .. Transactions > MostTransactions ? [$"{Transactions:0.0} write transactions a rotation"] : Array.Empty<string>(),
    ];
}
