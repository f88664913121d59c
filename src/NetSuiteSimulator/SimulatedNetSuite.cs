using System.Collections.Concurrent;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Authorize;
using NetSuiteSimulator.Faults;
using NetSuiteSimulator.Grants;
using NetSuiteSimulator.Journal;
using NetSuiteSimulator.Signing;

namespace NetSuiteSimulator;

/// <summary>All of the simulated NetSuite, in memory. Tests arrange it and read it; the HTTP surface plays it.</summary>
public sealed class SimulatedNetSuite
{
    private static readonly string[] SeededAccounts = ["1234567", "1234567_SB1", "1234567_RP", "TSTDRV1234567"];

    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IntegrationRecord> _integrations = new(StringComparer.Ordinal);
    private int _lastIntegration = 40;

    public SimulatedNetSuite(SimulatorOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Clock = new SimulatorClock(time);
        Journal = new RequestJournal(options.JournalCapacity);
        Grants = new GrantRegister(this);
        Mint = new TokenMint(this);
        Sessions = new SessionRegister();
        Seed();
    }

    public SimulatorOptions Options { get; }

    public SimulatorClock Clock { get; }

    public FaultBook Faults { get; } = new();

    public RequestJournal Journal { get; }

    public AuditTrail AuditTrail { get; } = new();

    public IEnumerable<Account> Accounts => _accounts.Values.OrderBy(account => account.Id, StringComparer.Ordinal);

    public int AccountCount => _accounts.Count;

    public IEnumerable<IntegrationRecord> Integrations => _integrations.Values.OrderBy(record => record.Id);

    /// <summary>The seeded integration record.</summary>
    public IntegrationRecord Integration => Integrations.First();

    internal GrantRegister Grants { get; }

    internal TokenMint Mint { get; }

    internal SessionRegister Sessions { get; }

    /// <summary>The account with this ID, made with the usual users and roles when it is new. Either form will do.</summary>
    public Account AddAccount(string accountId) =>
        _accounts.GetOrAdd(Name(accountId).Label, static (_, name) => new Account(name), Name(accountId));

    public Account? FindAccount(string? accountId) => AccountName.Parse(accountId) is { } name ? FindAccount(name) : null;

    public IntegrationRecord AddIntegration(IntegrationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var record = new IntegrationRecord(Interlocked.Increment(ref _lastIntegration), settings);
        return _integrations.TryAdd(record.ClientId, record)
            ? record
            : throw new ArgumentException("There is a record with this client ID already.", nameof(settings));
    }

    public IntegrationRecord? FindIntegration(string? clientId) => clientId is null ? null : _integrations.GetValueOrDefault(clientId);

    /// <summary>
    /// "Reset Credentials": client ID and secret are new, the old pair is invalid everywhere and so is every mapping made with it
    /// (section_4395597766). A public client stays public.
    /// </summary>
    public void ResetCredentials(IntegrationRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        _integrations.TryRemove(record.ClientId, out _);
        record.ClientId = NewCredential();
        record.ClientSecret = record.IsPublic ? null : NewCredential();
        _integrations[record.ClientId] = record;
    }

    /// <summary>Copies production over the sandbox: certificates, authorizations and installations are gone, the ID stays.</summary>
    public void RefreshSandbox(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        account.Refresh();
        Sessions.Forget(account);
    }

    /// <summary>Everything as after the start.</summary>
    public void Reset()
    {
        Faults.Clear();
        Journal.Clear();
        AuditTrail.Clear();
        Grants.Clear();
        Sessions.Clear();
        Clock.Offset = TimeSpan.Zero;
        _accounts.Clear();
        _integrations.Clear();
        _lastIntegration = 40;
        Seed();
    }

    internal Account? FindAccount(AccountName name) =>
        _accounts.TryGetValue(name.Label, out var account) ? account
        : Options.AcceptAnyAccount ? _accounts.GetOrAdd(name.Label, static (_, unseen) => new Account(unseen), name)
        : null;

    private static AccountName Name(string accountId) =>
        AccountName.Parse(accountId) ?? throw new ArgumentException("No account ID: " + accountId, nameof(accountId));

    private static string NewCredential() => System.Security.Cryptography.RandomNumberGenerator.GetHexString(64, lowercase: true);

    private void Seed()
    {
        AddIntegration(Options.Integration);
        foreach (var account in SeededAccounts.Concat(Options.Accounts))
        {
            AddAccount(account);
        }
    }
}
