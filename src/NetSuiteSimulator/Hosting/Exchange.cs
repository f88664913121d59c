using System.Text.Json;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using NetSuiteSimulator.Journal;
using NetSuiteSimulator.Refusals;

namespace NetSuiteSimulator.Hosting;

/// <summary>One request to NetSuite on its way through: where it goes, and what becomes known of it for the journal.</summary>
internal sealed class Exchange(SimulatedNetSuite netSuite, NetSuiteAddress address, Account? account, string url)
{
    private readonly Account? _account = account;
    private readonly DateTimeOffset _at = netSuite.Clock.GetUtcNow();

    public SimulatedNetSuite NetSuite { get; } = netSuite;

    public NetSuiteAddress Address { get; } = address;

    /// <summary>The URL as the client addressed it, without the query: what an assertion's <c>aud</c> must equal.</summary>
    public string Url { get; } = url;

    public DateTimeOffset Now => NetSuite.Clock.GetUtcNow();

    public SimulatorOptions Options => NetSuite.Options;

    /// <summary>The account whose host was addressed, or that was chosen on the shared host.</summary>
    public Account? ChosenAccount { get; set; } = account;

    /// <summary>The account whose host was addressed; routes on account hosts always have one.</summary>
    public Account Account => _account ?? throw new InvalidOperationException("This host belongs to no account.");

    public Operation? Operation { get; set; }

    public string? ClientId { get; set; }

    public string? GrantType { get; set; }

    public long? Role { get; set; }

    public long? Entity { get; set; }

    public string? CertificateId { get; set; }

    public JsonElement? AssertionHeader { get; set; }

    public JsonElement? AssertionPayload { get; set; }

    public RefusalCause? Cause { get; private set; }

    public IReadOnlyList<ActiveFault> Faults { get; set; } = [];

    public Fault? FaultOf(FaultKind kind) => Faults.FirstOrDefault(fault => fault.Fault.Kind == kind)?.Fault;

    /// <summary>Writes the refusal into the journal and, where NetSuite would, into the Login Audit Trail.</summary>
    public void Refuse(RefusalCause cause, int status)
    {
        Cause = cause;
        if (ChosenAccount is not null && !(status >= 500 && Options.ServerErrorsLeaveNoAuditEntry) && RefusalTable.AuditWord(cause) is { } word)
        {
            Audit(word, success: false);
        }
    }

    public void Succeed() => Audit(null, success: true);

    public JournalEntry ToEntry(HttpContext context, bool answered) => new()
    {
        At = _at,
        Operation = Operation,
        Method = context.Request.Method,
        Host = Address.Host,
        Path = context.Request.Path,
        Account = ChosenAccount?.Id ?? Address.Label?.Id,
        ClientId = ClientId,
        GrantType = GrantType,
        Role = Role,
        Entity = Entity,
        CertificateId = CertificateId,
        AssertionHeader = AssertionHeader,
        AssertionPayload = AssertionPayload,
        Status = answered ? context.Response.StatusCode : null,
        Cause = Cause,
        AuditWord = Cause is { } cause ? RefusalTable.AuditWord(cause) : null,
        Faults = [.. Faults.Select(fault => fault.Fault.Kind)],
    };

    private void Audit(string? word, bool success)
    {
        if (ChosenAccount is { } account)
        {
            NetSuite.AuditTrail.Add(new AuditEntry(
                Now, account.Id, word, success, NetSuite.FindIntegration(ClientId)?.Name, Role, Entity, Operation));
        }
    }
}
