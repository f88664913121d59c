namespace Load;

/// <param name="Tenants">One number: against the bare endpoint. Two: the service with so many against the service with fewer.</param>
/// <param name="Connections">Requests under way at a time.</param>
/// <param name="WarmUp">Of each server, before anything counts.</param>
/// <param name="Rounds">Each is the baseline, the other, and the baseline again.</param>
/// <param name="IsPinned">Each server has one processor, and the load another: else the servers' throughput is also the load's.</param>
internal sealed record TokenArguments(IReadOnlyList<int> Tenants, int Connections, TimeSpan WarmUp, int Rounds, TimeSpan Round, bool IsPinned)
{
    public const string Usage = """
        tokens [--tenants 100] [--connections 32] [--warm-up 20] [--rounds 12] [--seconds 2] [--pinned 1]
          Tokens from memory, against a bare Kestrel endpoint that proves the same caller and writes the same bytes.
          --tenants A,B      the service with B tenants against the service with A instead
          --connections N    requests under way at a time
          --warm-up S        for each server
          --rounds N         baseline, other, baseline again; --seconds S each
          --pinned 0|1       one processor for each server (needs taskset), the others for the load
        """;

    public static TokenArguments? Parse(IReadOnlyList<string> args)
    {
        var words = Words.Parse(args, "--tenants", "--connections", "--warm-up", "--rounds", "--seconds", "--pinned");
        return words?.Numbers("--tenants", 100) is { Count: 1 or 2 } tenants && !tenants.Contains(0)
            ? new TokenArguments(
                tenants,
                Math.Max(1, words.Number("--connections", 32)),
                TimeSpan.FromSeconds(words.Number("--warm-up", 20)),
                Math.Max(1, words.Number("--rounds", 12)),
                TimeSpan.FromSeconds(Math.Max(1, words.Number("--seconds", 2))),
                words.Number("--pinned", 1) == 1)
            : null;
    }
}
