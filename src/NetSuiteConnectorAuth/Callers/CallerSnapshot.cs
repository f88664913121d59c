using System.Collections.Frozen;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>The callers and issuers of one configuration. Immutable but for what it counts.</summary>
internal sealed class CallerSnapshot
{
    private readonly FrozenDictionary<string, Entry> _entries;
    private readonly FrozenDictionary<(string Authority, string Audience, string Subject), ProvenCaller> _vouchedFor;
    private readonly FrozenSet<string> _authorities;
    private readonly Entry _nobody;

    private CallerSnapshot(Dictionary<string, Entry> entries, Entry nobody, Dictionary<(string, string, string), ProvenCaller> vouchedFor)
    {
        (_entries, _nobody, _vouchedFor) = (entries.ToFrozenDictionary(StringComparer.Ordinal), nobody, vouchedFor.ToFrozenDictionary());
        _authorities = _vouchedFor.Keys.Select(key => key.Authority).ToFrozenSet(StringComparer.Ordinal);
        Credentials = [.. entries.Values.SelectMany(entry => entry.Credentials), .. vouchedFor.Values.Select(proven => proven.Credential).Distinct()];
    }

    public IReadOnlyList<CredentialUse> Credentials { get; }

    public bool HasIssuers => _authorities.Count > 0;

    /// <param name="before">Whose rates and last uses go on.</param>
    public static CallerSnapshot Of(
        IReadOnlyList<CallerOptions> callers, IReadOnlyList<IssuerOptions> issuers, CallerSnapshot? before, TimeProvider time)
    {
        var known = (before?.Credentials ?? []).ToDictionary(use => (use.ClientId, use.Kind, use.Id));
        var mostSecrets = callers.Select(caller => caller.Secrets.Count).Append(1).Max();
        var entries = callers.ToDictionary(
            caller => caller.ClientId,
            caller => new Entry(caller, mostSecrets, BudgetOf(caller, before, time), UseOf),
            StringComparer.Ordinal);
        var nobody = new Entry(new CallerOptions("", [], [], [], Permissions.None, RequestsPerMinute: null), mostSecrets, null, UseOf);
        var vouchedFor = new Dictionary<(string, string, string), ProvenCaller>();
        foreach (var issuer in issuers)
        {
            foreach (var mapping in issuer.Callers.Where(mapping => entries.ContainsKey(mapping.Caller)))
            {
                vouchedFor.Add(
                    (issuer.AuthorityText, issuer.Audience, mapping.Subject),
                    new(entries[mapping.Caller].Caller, UseOf(mapping.Caller, CredentialKind.Issuer, issuer.Name)));
            }
        }

        return new(entries, nobody, vouchedFor);

        CredentialUse UseOf(string clientId, CredentialKind kind, string id) =>
            known.TryGetValue((clientId, kind, id), out var use) ? use : known[(clientId, kind, id)] = new CredentialUse(clientId, kind, id);
    }

    public ProvenCaller? Find(string clientId, ReadOnlySpan<byte> offered)
    {
        var isKnown = _entries.TryGetValue(clientId, out var entry);
        entry ??= _nobody;
        return entry.Accepted(offered) is { } use && isKnown ? new(entry.Caller, use) : null;
    }

    public ProvenCaller? Find(Jwt assertion, DecoyKeys decoys)
    {
        var entry = _entries.GetValueOrDefault(assertion.Issuer ?? "", _nobody);
        var isTried = false;
        foreach (var (key, use) in entry.Keys)
        {
            if (key.IsMeantBy(assertion))
            {
                isTried = true;
                if (key.Verifies(assertion))
                {
                    return new(entry.Caller, use);
                }
            }
        }

        if (!isTried)
        {
            decoys.PretendToVerify(assertion);
        }

        return null;
    }

    public bool IsIssuer(string authority) => _authorities.Contains(authority);

    public ProvenCaller? FindVouchedFor(Jwt token)
    {
        foreach (var audience in token.Audiences)
        {
            if (_vouchedFor.TryGetValue((token.Issuer!.TrimEnd('/'), audience, token.Subject ?? ""), out var proven))
            {
                return proven;
            }
        }

        return null;
    }

    private static RequestBudget? BudgetOf(CallerOptions caller, CallerSnapshot? before, TimeProvider time) =>
        caller.RequestsPerMinute is not { } limit ? null
        : before?._entries.GetValueOrDefault(caller.ClientId)?.Budget is { } budget && budget.RequestsPerMinute == limit ? budget
        : new RequestBudget(limit, time);

    private sealed class Entry
    {
        private readonly (SecretHash Hash, CredentialUse? Use)[] _secrets;

        /// <summary>Filled up to the same number of secrets for every caller.</summary>
        public Entry(CallerOptions options, int secretCount, RequestBudget? budget, Func<string, CredentialKind, string, CredentialUse> useOf)
        {
            Budget = budget;
            Caller = new Caller(options.ClientId, options.Tenants, options.Permissions, budget);
            var missing = secretCount - options.Secrets.Count;
            _secrets =
            [
                .. options.Secrets.Select(secret => (secret, (CredentialUse?)useOf(options.ClientId, CredentialKind.Secret, secret.Fingerprint))),
                .. Enumerable.Range(0, missing).Select(_ => (SecretHash.Unmatchable(), (CredentialUse?)null)),
            ];
            Keys = [.. options.PublicKeys.Select(key => (key, useOf(options.ClientId, CredentialKind.PublicKey, key.Fingerprint)))];
        }

        public Caller Caller { get; }

        public RequestBudget? Budget { get; }

        public (VerificationKey Key, CredentialUse Use)[] Keys { get; }

        public IEnumerable<CredentialUse> Credentials =>
            _secrets.Select(secret => secret.Use).OfType<CredentialUse>().Concat(Keys.Select(key => key.Use)).Distinct();

        /// <summary>Looks at every secret, also after one has matched.</summary>
        public CredentialUse? Accepted(ReadOnlySpan<byte> offered)
        {
            CredentialUse? accepted = null;
            foreach (var (hash, use) in _secrets)
            {
                accepted = hash.Matches(offered) ? use : accepted;
            }

            return accepted;
        }
    }
}
