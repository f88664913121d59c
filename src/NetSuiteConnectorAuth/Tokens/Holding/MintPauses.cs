using System.Collections.Concurrent;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// Failures have a short life of their own: until it is over callers get the same refusal and NetSuite is left alone, so that a dead
/// tenant that is asked ten times a second costs a bounded number of calls. Each key has its own: that NetSuite refuses the scopes one job
/// asks for stops no other job. In memory: a restart may ask once more. By elapsed time: a clock that is set right prolongs none.
/// </summary>
public sealed class MintPauses(TimeProvider time)
{
    private readonly ConcurrentDictionary<TokenKey, Pause> _pauses = new();

    /// <summary>The refusal that still holds, with what is left of its time; null when NetSuite may be asked.</summary>
    public TokenAnswer.Refused? Of(TokenKey key) =>
        _pauses.TryGetValue(key, out var pause) && Left(pause) is var left && left > TimeSpan.Zero ? Advise(pause.Answer, left) : null;

    /// <summary>Takes note of what came of asking; answers with the time to wait.</summary>
    public TokenAnswer Observe(TokenKey key, MintOutcome outcome)
    {
        if (outcome is not { Answer: TokenAnswer.Refused refused, Failure: { } kind })
        {
            _pauses.TryRemove(key, out _);
            return outcome.Answer;
        }

        var failures = _pauses.TryGetValue(key, out var last) ? last.Failures + 1 : 1;
        var wait = ConnectionPolicy.Pause(kind, failures, refused.RetryAfter);
        _pauses[key] = new Pause(failures, time.GetTimestamp(), wait, refused);
        return Advise(refused, wait > ShortestAdvice ? wait : ShortestAdvice);
    }

    /// <summary>Nobody is told to come back with scopes that the integration record does not have.</summary>
    private static TokenAnswer.Refused Advise(TokenAnswer.Refused refused, TimeSpan wait) =>
        refused.Refusal is TokenRefusal.InvalidScope ? refused : refused with { RetryAfter = wait };

    public void Prune()
    {
        foreach (var pause in _pauses.Where(entry => Left(entry.Value) <= -Forgotten))
        {
            _pauses.TryRemove(pause);
        }
    }

    /// <summary>What a caller is told to wait at least.</summary>
    private static readonly TimeSpan ShortestAdvice = TimeSpan.FromSeconds(5);

    /// <summary>After as long without a failure the next one is the first again.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    private TimeSpan Left(Pause pause) => pause.Wait - time.GetElapsedTime(pause.Since);

    private sealed record Pause(int Failures, long Since, TimeSpan Wait, TokenAnswer.Refused Answer);
}
