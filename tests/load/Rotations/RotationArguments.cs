namespace Load;

/// <param name="Tenants">The larger crowd; the smaller one is a tenth of it.</param>
/// <param name="Concurrency">Values of <c>NetSuite:MaxConcurrentRequests</c>, one run each.</param>
/// <param name="Latency">How long the simulator thinks before it answers.</param>
internal sealed record RotationArguments(int Tenants, IReadOnlyList<int> Concurrency, TimeSpan Latency)
{
    public const string Usage = """
        rotations [--tenants 10000] [--concurrency 16,64] [--latency 0]
          All certificates of a tenth of the tenants, then of all of them, become due at once while jobs ask for tokens.
          --tenants N        how many, each with an account of its own
          --concurrency A,B  values of NetSuite:MaxConcurrentRequests, one run each
          --latency MS       what the simulator takes for every answer
        """;

    /// <summary>Null when a word is not understood.</summary>
    public static RotationArguments? Parse(IReadOnlyList<string> args)
    {
        var words = Words.Parse(args, "--tenants", "--concurrency", "--latency");
        return words?.Number("--tenants", 10_000) is >= 10 and var tenants && words.Numbers("--concurrency", 16, 64) is var concurrency && !concurrency.Contains(0)
            ? new RotationArguments(tenants, concurrency, TimeSpan.FromMilliseconds(words.Number("--latency", 0)))
            : null;
    }
}
