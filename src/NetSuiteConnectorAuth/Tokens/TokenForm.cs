using Microsoft.Extensions.Primitives;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// The parameters of a token request. Empty ones count as omitted (RFC 6749 §3.2); one given twice makes the request malformed.
/// </summary>
public sealed class TokenForm
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private TokenForm()
    {
    }

    public string? GrantType => this["grant_type"];

    public string? ClientId => this["client_id"];

    public Secret? ClientSecret => this["client_secret"] is { } secret ? new Secret(secret) : null;

    public string? ClientAssertionType => this["client_assertion_type"];

    public Secret? ClientAssertion => this["client_assertion"] is { } assertion ? new Secret(assertion) : null;

    public string? Tenant => this["tenant"];

    public string? Resource => this["resource"];

    public string? Scope => this["scope"];

    public string? MinimumLife => this["min_ttl"];

    public Secret? Rejected => this["rejected_token"] is { } token ? new Secret(token) : null;

    private string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Null when a parameter was given twice.</summary>
    public static TokenForm? Of(IEnumerable<KeyValuePair<string, StringValues>> parameters)
    {
        var form = new TokenForm();
        foreach (var (name, values) in parameters)
        {
            if (values.Count > 1)
            {
                return null;
            }

            if (!string.IsNullOrEmpty(values[0]))
            {
                form._values[name] = values[0]!;
            }
        }

        return form;
    }
}
