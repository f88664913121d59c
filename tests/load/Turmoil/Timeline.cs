using System.Diagnostics;

namespace Load;

/// <summary>What was going on when, counted from the start of the load. Written by the script, read when all is over.</summary>
internal sealed class Timeline
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _startedAt = TimeProvider.System.GetUtcNow();
    private readonly List<(TimeSpan From, string Name)> _phases = [];

    public TimeSpan Now => Stopwatch.GetElapsedTime(_started);

    /// <summary>When NetSuite was in trouble.</summary>
    public List<Trouble> Troubles { get; } = [];

    /// <summary>When the service was not there: from the word to stop until it listens again.</summary>
    public List<Span> Gaps { get; } = [];

    public IEnumerable<string> Phases => _phases.Select(phase => phase.Name);

    public DateTimeOffset At(TimeSpan moment) => _startedAt + moment;

    public TimeSpan Of(DateTimeOffset at) => at - _startedAt;

    public Task UntilAsync(double seconds)
    {
        var left = TimeSpan.FromSeconds(seconds) - Now;
        return left > TimeSpan.Zero ? Task.Delay(left, TimeProvider.System) : Task.CompletedTask;
    }

    public void Begin(string phase)
    {
        Console.WriteLine($"{Now.TotalSeconds,5:0.0} s  {phase}");
        _phases.Add((Now, phase));
    }

    public string PhaseAt(TimeSpan moment) => _phases.FindLast(phase => phase.From <= moment).Name;
}

internal readonly record struct Span(TimeSpan From, TimeSpan To)
{
    public bool Meets(TimeSpan from, TimeSpan to) => from <= To && to >= From;
}

/// <param name="Code">The <c>error_code</c> that is legal because of it.</param>
internal sealed record Trouble(Span Span, string Code);
