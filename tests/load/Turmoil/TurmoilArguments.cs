namespace Load;

/// <param name="Length">Of the load; what is more than the script takes is calm at the end.</param>
/// <param name="Callers">How many ask at the same time.</param>
internal sealed record TurmoilArguments(TimeSpan Length, int Callers)
{
    public const string Usage = """
        turmoil [--seconds 60] [--callers 16]
          Load while secrets and certificates rotate, NetSuite answers 429 for 10 s and hangs for 20 s, and the service restarts twice.
          --seconds N        60 or more; what is more is calm at the end
          --callers N        how many ask at the same time
          A 503 must name the trouble NetSuite is in, and no token that would do may be at hand. After the trouble it is taken for NetSuite:RequestTimeout
          and a second, and then as long as that tenant's callers had been told to wait. No connection is taken while the service is away alone.
        """;

    private const int Shortest = 60;

    /// <summary>Null when a word is not understood.</summary>
    public static TurmoilArguments? Parse(IReadOnlyList<string> args) =>
        Words.Parse(args, "--seconds", "--callers") is { } words
        && words.Number("--seconds", Shortest) is >= Shortest and var seconds
        && words.Number("--callers", 16) is > 0 and var callers
            ? new TurmoilArguments(TimeSpan.FromSeconds(seconds), callers)
            : null;
}
