using System.Security.Cryptography;
using System.Text;

namespace NetSuiteSimulator.Grants;

/// <summary>What has been given out: grants, codes, refresh tokens; and the states and assertions already seen.</summary>
internal sealed class GrantRegister(SimulatedNetSuite netSuite)
{
    private static readonly TimeSpan StateMemory = TimeSpan.FromDays(30);

    private readonly ExpiringMap<string, Grant> _grants = new(netSuite.Clock);
    private readonly ExpiringMap<string, AuthorizationCode> _codes = new(netSuite.Clock);
    private readonly ExpiringMap<string, RefreshToken> _refreshTokens = new(netSuite.Clock);
    private readonly ExpiringMap<string, bool> _endedTokens = new(netSuite.Clock);
    private readonly ExpiringMap<UInt128, bool> _states = new(netSuite.Clock);
    private readonly ExpiringMap<UInt128, bool> _assertions = new(netSuite.Clock);

    /// <summary>A new code, 64 hex characters as in Oracle's samples.</summary>
    public string IssueCode(Grant grant, string redirectUri, string? challenge)
    {
        var code = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var expiresAt = grant.At + netSuite.Options.CodeLifetime;
        _codes.TryAdd(code, new AuthorizationCode(grant, redirectUri, challenge, expiresAt), expiresAt + TimeSpan.FromHours(1));

        // A grant is asked for as long as a token of it may live.
        var end = grant.At + Max(grant.Integration.RotationLimit, netSuite.Options.ConfidentialRefreshTokenLifetime) + netSuite.Options.AccessTokenLifetime;
        _grants.TryAdd(grant.Id, grant, end + TimeSpan.FromHours(1));
        return code;
    }

    public AuthorizationCode? FindCode(string code) => _codes.TryGet(code, out var found) ? found : null;

    public Grant? FindGrant(string id) => _grants.TryGet(id, out var found) ? found : null;

    public void Keep(string refreshToken, RefreshToken kept) =>
        _refreshTokens.TryAdd(refreshToken, kept, kept.ExpiresAt + TimeSpan.FromDays(1));

    public RefreshToken? FindRefreshToken(string refreshToken) => _refreshTokens.TryGet(refreshToken, out var found) ? found : null;

    /// <summary>Ends one access token before its time.</summary>
    public void End(string jti, DateTimeOffset expiresAt) => _endedTokens.TryAdd(jti, true, expiresAt);

    public bool HasEnded(string jti) => _endedTokens.TryGet(jti, out _);

    /// <summary>False when this assertion has been used in this account before.</summary>
    public bool TryUseAssertion(string accountId, string clientId, string jti, DateTimeOffset expiresAt) =>
        _assertions.TryAdd(Key(accountId, clientId, jti), true, expiresAt);

    /// <summary>False when a user of this account has answered a request with this state before.</summary>
    public bool TryUseState(string accountId, string clientId, string state) =>
        _states.TryAdd(Key(accountId, clientId, state), true, netSuite.Clock.GetUtcNow() + StateMemory);

    public bool HasUsedState(string accountId, string clientId, string state) => _states.TryGet(Key(accountId, clientId, state), out _);

    public void Clear()
    {
        _grants.Clear();
        _codes.Clear();
        _refreshTokens.Clear();
        _endedTokens.Clear();
        _states.Clear();
        _assertions.Clear();
    }

    private static UInt128 Key(string accountId, string clientId, string value)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{accountId}\n{clientId}\n{value}"));
        return new UInt128(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, 8));
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
