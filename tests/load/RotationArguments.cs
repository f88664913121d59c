using System.Globalization;

namespace Load;

/// <param name="Tenants">The larger crowd; the smaller one is a tenth of it.</param>
/// <param name="Concurrency">Values of <c>NetSuite:MaxConcurrentRequests</c>, one run each.</param>
/// <param name="Latency">How long the simulator thinks before it answers.</param>
internal sealed record RotationArguments(int Tenants, IReadOnlyList<int> Concurrency, TimeSpan Latency)
{
    public const string Usage = """
        dotnet run -c Release --project tests/load -- rotations [--tenants 10000] [--concurrency 16,64] [--latency 0]

        All certificates of a tenth of the tenants, then of all of them, become due at once while jobs ask for tokens.
          --tenants N        how many, each with an account of its own
          --concurrency A,B  values of NetSuite:MaxConcurrentRequests, one run each
          --latency MS       what the simulator takes for every answer
        Ends with 1 when a bar is missed.
        """;

    /// <summary>Null when a word is not understood.</summary>
    public static RotationArguments? Parse(IReadOnlyList<string> args)
    {
        var parsed = new RotationArguments(10_000, [16, 64], TimeSpan.Zero);
        for (var i = 0; i + 1 < args.Count; i += 2)
        {
            var numbers = args[i + 1].Split(',').Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).ToList();
            if (numbers.Contains(-1))
            {
                return null;
            }

            switch (args[i])
            {
                case "--tenants" when numbers is [>= 10]:
                    parsed = parsed with { Tenants = numbers[0] };
                    break;
                case "--concurrency" when !numbers.Contains(0):
                    parsed = parsed with { Concurrency = numbers };
                    break;
                case "--latency" when numbers.Count == 1:
                    parsed = parsed with { Latency = TimeSpan.FromMilliseconds(numbers[0]) };
                    break;
                default:
                    return null;
            }
        }

        return args.Count % 2 == 0 ? parsed : null;
    }
}
