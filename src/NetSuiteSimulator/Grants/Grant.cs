using NetSuiteSimulator.Accounts;

namespace NetSuiteSimulator.Grants;

/// <summary>An authorization a user has given: every code, access and refresh token that comes of it dies with it.</summary>
internal sealed class Grant(Account account, IntegrationRecord integration, long entity, long role, IReadOnlyList<string> scopes, DateTimeOffset at)
{
    private readonly int _generation = account.Generation;
    private readonly int _extensions = integration.Extensions;
    private int _revoked;

    public string Id { get; } = Guid.NewGuid().ToString("N");

    public Account Account { get; } = account;

    public IntegrationRecord Integration { get; } = integration;

    /// <summary>As it was then: credentials reset since then make the grant worthless.</summary>
    public string ClientId { get; } = integration.ClientId;

    public long Entity { get; } = entity;

    public long Role { get; } = role;

    public IReadOnlyList<string> Scopes { get; } = scopes;

    public DateTimeOffset At { get; } = at;

    public bool Revoked =>
        Volatile.Read(ref _revoked) == 1 || Account.Generation != _generation || Integration.Extensions != _extensions || Integration.ClientId != ClientId;

    public void Revoke() => Interlocked.Exchange(ref _revoked, 1);
}
