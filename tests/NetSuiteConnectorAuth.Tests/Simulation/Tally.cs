namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>How much happened.</summary>
internal sealed class Tally
{
    public int Seeds { get; set; }

    public int Events { get; set; }

    public int Stops { get; set; }

    public int Calls { get; set; }

    public int Faults { get; set; }

    public int Deaths { get; set; }

    public int TakeOvers { get; set; }

    public int Races { get; set; }

    public int Uploads { get; set; }

    public int Connected { get; set; }

    public int Broken { get; set; }

    public void Add(Tally other)
    {
        Seeds += other.Seeds;
        Events += other.Events;
        Stops += other.Stops;
        Calls += other.Calls;
        Faults += other.Faults;
        Deaths += other.Deaths;
        TakeOvers += other.TakeOvers;
        Races += other.Races;
        Uploads += other.Uploads;
        Connected += other.Connected;
        Broken += other.Broken;
    }

    public override string ToString() =>
        $"{Seeds} seeds: {Events} events, {Stops} stops, {Calls} calls, {Faults} of them faulty, {Deaths} deaths, {TakeOvers} take-overs, "
        + $"{Races} races, {Uploads} uploads, {Connected} consents, {Broken} connections broken over there";
}
