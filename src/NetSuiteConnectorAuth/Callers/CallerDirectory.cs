namespace NetSuiteConnectorAuth.Callers;

/// <summary>The configured callers: who they are, what proves it, and how often they may ask.</summary>
public sealed class CallerDirectory
{
    private readonly Dictionary<string, Entry> _entries;
    private readonly Entry _nobody;

    public CallerDirectory(IReadOnlyList<CallerOptions> callers, TimeProvider time)
    {
        var mostSecrets = callers.Select(caller => caller.Secrets.Count).Append(1).Max();
        _entries = callers.ToDictionary(caller => caller.ClientId, caller => new Entry(caller, mostSecrets, time), StringComparer.Ordinal);
        _nobody = new Entry(new CallerOptions("", [], [], [], Permissions.None, RequestsPerMinute: null), mostSecrets, time);
    }

    /// <summary>
    /// The caller, or null when it is unknown or the secret is wrong; both take the same work, so that time does not tell which.
    /// </summary>
    public Caller? Authenticate(string clientId, Secret secret)
    {
        var isKnown = _entries.TryGetValue(clientId, out var entry);
        entry ??= _nobody;
        return entry.Accepts(SecretHash.Of(secret)) && isKnown ? entry.Caller : null;
    }

    /// <summary>Counts a request against the caller's rate. Null when it may go on, else how long to wait.</summary>
    public TimeSpan? CountRequest(Caller caller) => _entries[caller.ClientId].Budget?.Take();

    private sealed class Entry
    {
        private readonly SecretHash[] _secrets;

        /// <summary>Filled up to the same number of secrets for every caller.</summary>
        public Entry(CallerOptions options, int secretCount, TimeProvider time)
        {
            Caller = new Caller(options.ClientId, options.Tenants, options.Permissions);
            Budget = options.RequestsPerMinute is { } limit ? new RequestBudget(limit, time) : null;
            var missing = secretCount - options.Secrets.Count;
            _secrets = [.. options.Secrets, .. Enumerable.Range(0, missing).Select(_ => SecretHash.Unmatchable())];
        }

        public Caller Caller { get; }

        public RequestBudget? Budget { get; }

        /// <summary>Looks at every secret, also after one has matched.</summary>
        public bool Accepts(SecretHash offered)
        {
            var isAccepted = false;
            foreach (var secret in _secrets)
            {
                isAccepted |= secret.Matches(offered);
            }

            return isAccepted;
        }
    }
}
