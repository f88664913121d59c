using System.Collections.Concurrent;

namespace NetSuiteSimulator.Accounts;

/// <summary>An integration record in one account: what that account's administrator may change (section_4389727047).</summary>
public sealed class Installation
{
    private readonly ConcurrentDictionary<(long Entity, long Role), string> _consents = new();

    internal Installation(IntegrationState state) => State = state;

    public IntegrationState State { get; set; }

    public ConsentPolicy ConsentPolicy { get; set; }

    internal void Remember(long entity, long role, IEnumerable<string> scopes) => _consents[(entity, role)] = Canonical(scopes);

    /// <summary>Whether this user, in this role, has agreed to exactly these scopes before.</summary>
    internal bool Agreed(long entity, long role, IEnumerable<string> scopes) =>
        _consents.TryGetValue((entity, role), out var agreed) && agreed == Canonical(scopes);

    internal void ForgetConsents() => _consents.Clear();

    private static string Canonical(IEnumerable<string> scopes) => string.Join(' ', scopes.Order(StringComparer.Ordinal));
}
