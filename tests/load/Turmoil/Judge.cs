namespace Load;

/// <summary>
/// Holds every answer against the contract, when all is over and it is known what was going on when. A 503 is legal while NetSuite is in
/// the trouble it names, until <c>settled</c> after it, for what hung at its end must first time out, and then for a tenant as long as
/// the service had told it to wait by then. No connection is legal in a gap alone.
/// </summary>
/// <param name="owners">Of every certificate: the tenant's name.</param>
/// <param name="renewals">By tenant: when a certificate of its began to sign. Tokens of the one before are not held any longer.</param>
internal sealed class Judge(
    Timeline timeline, IReadOnlyDictionary<string, string> owners, ILookup<string, DateTimeOffset> renewals, TimeSpan settled, TimeSpan longest)
{
    /// <summary>NetSuite's times are whole seconds, and so is what callers are told to wait.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    private static readonly string[] Unavailabilities = ["netsuite_unavailable", "netsuite_throttled", "netsuite_ambiguous", "min_ttl_unavailable"];

    private readonly Dictionary<string, TimeSpan> _promises = new(StringComparer.Ordinal);

    /// <param name="exchange">In the order in which they ended.</param>
    public IEnumerable<(Wrong Wrong, string What)> Of(Exchange exchange)
    {
        if (exchange.Answer is not { } answer)
        {
            return timeline.Gaps.Exists(gap => gap.Meets(exchange.Sent, exchange.Ended)) ? [] : [(Wrong.NoConnection, $"after {exchange.Took.TotalMilliseconds:0} ms")];
        }

        var wrongs = answer.Status switch
        {
            200 => OfToken(exchange, answer),
            401 => [(Wrong.Unauthenticated, answer.Error ?? "")],
            503 => OfUnavailability(exchange, answer),
            _ => [(Wrong.OutsideContract, $"{answer.Status} {answer.Error} {answer.ErrorCode}")],
        };
        return exchange.Took > longest ? wrongs.Append((Wrong.Late, $"{answer.Status} after {exchange.Took.TotalSeconds:0.00} s")) : wrongs;
    }

    private IEnumerable<(Wrong, string)> OfToken(Exchange exchange, TokenReply answer)
    {
        var (demand, account) = (exchange.Demand, TurmoilLoad.AccountOf(exchange.Demand.Tenant));
        if (answer is not { Token: { } token, ExpiresIn: { } expiresIn, Scope: { } scope, TokenType: "Bearer", ForbidsStoring: true })
        {
            yield return (Wrong.OutsideContract, "200 that lacks something");
            yield break;
        }

        if (answer.Tenant != demand.Name || answer.Account != account || Demand.Sorted(scope) != demand.Scopes
            || !IsOf(answer.RestUrl, $"{account}.suitetalk.") || !IsOf(answer.RestletUrl, $"{account}.restlets."))
        {
            yield return (Wrong.WrongToken, $"the answer names {answer.Tenant}, {answer.Account}, {scope}, {answer.RestUrl}, {answer.RestletUrl}");
        }

        if (token.Account != account || token.Scopes != demand.Scopes || owners.GetValueOrDefault(token.Certificate) != demand.Name)
        {
            yield return (Wrong.WrongToken, $"the token is of {token.Account}, {owners.GetValueOrDefault(token.Certificate)}, {token.Scopes}");
        }

        if (expiresIn < demand.LeastLife)
        {
            yield return (Wrong.UnderMinimumLife, $"{expiresIn} s");
        }

        // What is left only shrinks: at the time of the answer it was no more than when it was asked for.
        if (expiresIn > (token.ExpiresAt - timeline.At(exchange.Sent) + Rounding).TotalSeconds)
        {
            yield return (Wrong.LongerThanItLives, $"{expiresIn} s, ends {token.ExpiresAt:O}, asked {timeline.At(exchange.Sent):O}");
        }
    }

    private IEnumerable<(Wrong, string)> OfUnavailability(Exchange exchange, TokenReply answer)
    {
        var (name, code) = (exchange.Demand.Name, answer.ErrorCode);
        if (!Unavailabilities.Contains(code) || answer is not { Error: "temporarily_unavailable", ForbidsStoring: true, RetryAfter: >= 1 and var wait }
            || answer.RetryAfterToo != wait || answer.Tenant != name)
        {
            yield return (Wrong.OutsideContract, $"503 {answer.Error} {code}, Retry-After {answer.RetryAfter} and {answer.RetryAfterToo}, {answer.Tenant}");
            yield break;
        }

        var promised = _promises.GetValueOrDefault(name + code);
        if (timeline.Troubles.Exists(trouble => trouble.Code == code && trouble.Span.From <= exchange.Ended && exchange.Ended <= trouble.Span.To + settled))
        {
            var promise = exchange.Ended + TimeSpan.FromSeconds(wait);
            _promises[name + code] = promise > promised ? promise : promised;
        }
        else if (exchange.Ended > promised + Rounding)
        {
            yield return (Wrong.WithoutTrouble, code!);
        }

        if (exchange is { Held: { IsRejected: false } held, Demand.Rejected: null }
            && held.ExpiresAt - timeline.At(exchange.Ended) > TimeSpan.FromSeconds(exchange.Demand.LeastLife) + Rounding
            && !renewals[name].Any(at => timeline.Of(at) <= exchange.Ended && at >= timeline.At(TimeSpan.Zero)))
        {
            yield return (Wrong.Needless, $"{code}, {exchange.Demand.LeastLife} s asked, {(held.ExpiresAt - timeline.At(exchange.Ended)).TotalSeconds:0} s at hand");
        }
    }

    private static bool IsOf(string? url, string host) => url?.Contains(host, StringComparison.Ordinal) is true;
}
