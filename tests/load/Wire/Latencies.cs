using System.Diagnostics;

namespace Load;

/// <summary>How long the requests of one round took.</summary>
internal sealed class Latencies
{
    private readonly List<int> _ticks = new(1 << 17);
    private TimeSpan _took;

    public int Count => _ticks.Count;

    public double PerSecond => Count / _took.TotalSeconds;

    public void Add(long ticks) => _ticks.Add((int)Math.Min(ticks, int.MaxValue));

    public void Took(TimeSpan all) => _took = all;

    public double Microseconds(double part)
    {
        _ticks.Sort();
        return _ticks[(int)((_ticks.Count - 1) * part)] * 1e6 / Stopwatch.Frequency;
    }
}
