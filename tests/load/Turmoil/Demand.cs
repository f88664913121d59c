using NetSuiteConnectorAuth;

namespace Load;

/// <summary>What one request asks for.</summary>
/// <param name="Scope">As it is written in the request; null: not at all.</param>
/// <param name="MinimumLife">Seconds; null: not at all.</param>
/// <param name="Rejected">A token that NetSuite is said to have refused.</param>
/// <param name="IsInPath">The tenant is named in the path and not in the form.</param>
internal sealed record Demand(int Tenant, string? Scope, int? MinimumLife, SeenToken? Rejected, bool IsInPath)
{
    /// <summary>Default of <c>Tokens:MinimumLifetime</c>, in seconds.</summary>
    private const int UsualLife = 300;

    /// <summary>One request in so many says that its token was refused: each tenant hears it about once a minute, which is all that counts.</summary>
    private const int RequestsARejection = 400;

    private static readonly string?[] Subsets = [null, "rest_webservices", "restlets", "restlets rest_webservices"];

    private static readonly int?[] Lives = [null, 0, 600, 3000];

    public string Name => Admins.NameOf(Tenant);

    public int LeastLife => MinimumLife ?? UsualLife;

    /// <summary>Those the token is to have, in the order of the alphabet.</summary>
    public string Scopes => Sorted(Scope ?? "rest_webservices restlets");

    public static string Sorted(string scopes) => string.Join(' ', scopes.Split(' ').Order(StringComparer.Ordinal));

    public static Demand Any(int tenants, SeenTokens seen)
    {
        var demand = new Demand(Random.Shared.Next(tenants), Any(Subsets), Any(Lives), null, Random.Shared.Next(4) == 0);
        return Random.Shared.Next(RequestsARejection) == 0 && seen.LastOf(demand) is { } token ? demand with { Rejected = token } : demand;
    }

    public IEnumerable<KeyValuePair<string, string>> Form()
    {
        yield return new("grant_type", "client_credentials");
        if (!IsInPath)
        {
            yield return new("tenant", Name);
        }

        if (Scope is not null)
        {
            yield return new("scope", Scope);
        }

        if (MinimumLife is { } seconds)
        {
            yield return new("min_ttl", $"{seconds}");
        }

        if (Rejected is not null)
        {
            yield return new("rejected_token", Rejected.Value.Reveal());
        }
    }

    private static T Any<T>(T[] choices) => choices[Random.Shared.Next(choices.Length)];
}
