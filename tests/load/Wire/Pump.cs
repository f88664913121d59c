using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Load;

/// <summary>
/// As many requests as a server takes, over a few connections, from one thread. Every answer's status is looked at, and now and then
/// whether it is the answer of the tenant that was named.
/// </summary>
internal sealed class Pump : IDisposable
{
    private const int LooksEvery = 256;

    private readonly int _tenants;
    private readonly bool _ownTokens;
    private readonly Lane[] _lanes;
    private readonly Dictionary<Socket, Lane> _laneOf;
    private readonly Random _random = new(1);
    private long _answered;

    /// <param name="ownTokens">Each tenant's answer bears its own token, rather than one for all.</param>
    public Pump(string url, string secret, int connections, int tenants, bool ownTokens)
    {
        var server = new Uri(url);
        (_tenants, _ownTokens) = (tenants, ownTokens);
        _lanes = [.. Enumerable.Range(0, connections).Select(_ => new Lane(new Line(server), TokenRequest.OfCrowd(server, Scene.Caller, secret)))];
        _laneOf = _lanes.ToDictionary(lane => lane.Line.Socket);
    }

    /// <summary>Every tenant's token once, so that it is in memory.</summary>
    public void AskEach()
    {
        var next = 0;
        Run(() => next < _tenants ? next++ : -1, null);
    }

    public Latencies Run(TimeSpan duration)
    {
        var latencies = new Latencies();
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        Run(() => Stopwatch.GetTimestamp() < end ? _random.Next(_tenants) : -1, latencies);
        return latencies;
    }

    public void Dispose()
    {
        foreach (var lane in _lanes)
        {
            lane.Line.Dispose();
        }
    }

    /// <param name="next">The next tenant to ask for; -1 when it is enough.</param>
    private void Run(Func<int> next, Latencies? latencies)
    {
        var started = Stopwatch.GetTimestamp();
        var underWay = new List<Socket>(_lanes.Length);
        var ready = new List<Socket>(_lanes.Length);
        foreach (var lane in _lanes)
        {
            if (lane.TrySend(next()))
            {
                underWay.Add(lane.Line.Socket);
            }
        }

        while (underWay.Count > 0)
        {
            ready.Clear();
            ready.AddRange(underWay);
            Socket.Select(ready, null, null, -1);
            foreach (var socket in ready)
            {
                var lane = _laneOf[socket];
                if (!lane.Line.Receive())
                {
                    continue;
                }

                latencies?.Add(Stopwatch.GetTimestamp() - lane.SentAt);
                Look(lane);
                if (!lane.TrySend(next()))
                {
                    underWay.Remove(socket);
                }
            }
        }

        latencies?.Took(Stopwatch.GetElapsedTime(started));
    }

    private void Look(Lane lane)
    {
        var isRight = lane.Line.Status == 200;
        if (isRight && _answered++ % LooksEvery == 0)
        {
            isRight = lane.Line.Body.IndexOf(Encoding.ASCII.GetBytes(Crowd.TokenPrefixOf(_ownTokens ? lane.Tenant : 0))) > 0;
        }

        if (!isRight)
        {
            throw new InvalidOperationException($"A wrong answer for {Admins.NameOf(lane.Tenant)}: {Encoding.ASCII.GetString(lane.Line.Answer)}");
        }
    }

    private sealed class Lane(Line line, TokenRequest request)
    {
        public Line Line => line;

        public int Tenant { get; private set; }

        public long SentAt { get; private set; }

        public bool TrySend(int tenant)
        {
            if (tenant < 0)
            {
                return false;
            }

            Tenant = tenant;
            request.Name(tenant);
            SentAt = Stopwatch.GetTimestamp();
            line.Send(request.Bytes);
            return true;
        }
    }
}
