namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>What happens to a call on its way to NetSuite or back.</summary>
internal enum Fault
{
    None,

    /// <summary>The connection breaks before NetSuite hears of it.</summary>
    RequestLost,

    /// <summary>NetSuite did it, and its answer is lost.</summary>
    AnswerLost,

    /// <summary>It takes up to 25 seconds.</summary>
    Slow,

    /// <summary>Nothing comes until the time is out, and NetSuite did not do it.</summary>
    HangsUndone,

    /// <summary>Nothing comes until the time is out, and NetSuite did it.</summary>
    HangsDone,

    /// <summary>429, with or without a time to wait.</summary>
    Throttled,

    /// <summary>500 <c>server_error</c>, which is also NetSuite's word for permanent mistakes.</summary>
    ServerError,

    /// <summary>500 <c>server_error</c>, and yet it was done.</summary>
    ServerErrorDone,

    /// <summary>A page of a gateway, with status 200.</summary>
    Html,

    /// <summary>The same, and yet it was done.</summary>
    HtmlDone,

    /// <summary>503 without a word.</summary>
    Unavailable,
}

/// <summary>For some time some part of the calls meets some of the faults.</summary>
internal sealed class Weather(Random random)
{
    private static readonly Fault[] All = Enum.GetValues<Fault>()[1..];

    private Fault[] _faults = [];
    private double _share;

    public bool IsCalm => _faults.Length == 0;

    public void Clear() => (_faults, _share) = ([], 0);

    /// <summary>One to three kinds of fault, met by some of the calls or by all.</summary>
    public string Storm()
    {
        _faults = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => All[random.Next(All.Length)])];
        _share = random.Next(4) == 0 ? 1 : 0.1 + (0.6 * random.NextDouble());
        return $"{string.Join(", ", _faults)} for {_share:P0} of the calls";
    }

    public Fault Next() => !IsCalm && random.NextDouble() < _share ? _faults[random.Next(_faults.Length)] : Fault.None;
}
