using System.Diagnostics.Metrics;
using NetSuiteConnectorAuth.NetSuite;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>What the token path counts. Never with a tenant's name.</summary>
public sealed class TokenMetrics
{
    private readonly Counter<long> _requests;
    private readonly Counter<long> _mints;
    private readonly Histogram<double> _duration;

    public TokenMetrics(IMeterFactory factory)
    {
        var meter = factory.Create("NetSuiteConnectorAuth");
        _requests = meter.CreateCounter<long>("nsca.token.requests");
        _mints = meter.CreateCounter<long>("nsca.token.mints");
        _duration = meter.CreateHistogram("nsca.token.mint.duration", "s", advice: NetSuiteMetrics.DurationBuckets);
    }

    public void Requested(string outcome) => _requests.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Minted(MintTrigger trigger, TokenAnswer answer, TimeSpan duration)
    {
        var outcome = answer is TokenAnswer.Refused refused ? TokenErrors.Of(refused.Refusal).OutcomeLabel : "issued";
        _mints.Add(1, new KeyValuePair<string, object?>("trigger", StateText.Of(trigger)), new KeyValuePair<string, object?>("outcome", outcome));
        _duration.Record(duration.TotalSeconds);
    }
}
