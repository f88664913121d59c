using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text.Json;
using NetSuiteConnectorAuth;

namespace Load;

/// <summary>A token that was handed out, with what it says itself: NetSuite's word on whose it is and when it ends.</summary>
internal sealed class SeenToken
{
    public SeenToken(string token)
    {
        Value = new Secret(token);
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));
        Account = claims.RootElement.GetProperty("sub").GetString()!.Split(';')[0];
        Scopes = string.Join(' ', claims.RootElement.GetProperty("scope").EnumerateArray().Select(scope => scope.GetString()).Order(StringComparer.Ordinal));
        Certificate = claims.RootElement.GetProperty("jti").GetString()!.Split('.')[1];
        ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("exp").GetInt64());
    }

    public Secret Value { get; }

    public string Account { get; }

    public string Scopes { get; }

    /// <summary>The one it was minted with: tenants may share an account, but no certificate.</summary>
    public string Certificate { get; }

    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Somebody said that NetSuite refused it, so it may have been put out.</summary>
    public bool IsRejected { get; set; }
}

/// <summary>Every token that was handed out, each read once, and the newest for each tenant and scopes.</summary>
internal sealed class SeenTokens
{
    private readonly ConcurrentDictionary<string, SeenToken> _all = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(int Tenant, string Scopes), SeenToken> _newest = new();

    public int Count => _all.Count;

    public SeenToken? LastOf(Demand demand) => _newest.GetValueOrDefault((demand.Tenant, demand.Scopes));

    public SeenToken Note(Demand demand, string token)
    {
        var seen = _all.GetOrAdd(token, static token => new SeenToken(token));
        _newest.AddOrUpdate((demand.Tenant, demand.Scopes), seen, (_, last) => seen.ExpiresAt > last.ExpiresAt ? seen : last);
        return seen;
    }
}
