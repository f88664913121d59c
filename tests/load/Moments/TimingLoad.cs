using System.Diagnostics;
using NetSuiteConnectorAuth;

namespace Load;

/// <summary>
/// Does the time of a refusal tell what the answer must not? Requests of all kinds in random order on one connection; each kind that is
/// asked about is sent as two kinds that do not differ in anything, and what lies between those two is the noise.
/// </summary>
internal sealed class TimingLoad(Scene scene)
{
    public const string Usage = """
        timing [--requests 20000] [--warm-up 3000]
          The time of an unknown tenant against a forbidden one, named by tenant=, by resource= and in the path of the assertion endpoint,
          and of wrong secrets against each other; so many requests of each kind.
        """;

    /// <summary>Nanoseconds; less than a hash that is left out would spare.</summary>
    private const double Tolerated = 250;

    private readonly Uri _server = new(scene.InternalUrl);
    private readonly List<Kind> _kinds = [];

    /// <summary>Null when a word is not understood; else whether every bar was held.</summary>
    public static async Task<bool?> RunAsync(IReadOnlyList<string> args)
    {
        if (Words.Parse(args, "--requests", "--warm-up") is not { } words)
        {
            return null;
        }

        await using var scene = await Scene.OpenAsync(TimeSpan.Zero);
        await new Crowd(scene).SeedAsync(1000);
        await using var service = await scene.StartServiceAsync();
        return new TimingLoad(scene).Measure(Math.Max(100, words.Number("--requests", 20_000)), words.Number("--warm-up", 3000));
    }

    private bool Measure(int requests, int warmUp)
    {
        var secret = scene.CallerSecret.Reveal();
        var wrong = Secret.Random().Reveal();
        var (unknown, forbidden) = (999_999, 500);
        var unknownTenant = Twice(Scene.NarrowCaller, secret, Admins.NameOf(unknown), 400);
        var forbiddenTenant = Twice(Scene.NarrowCaller, secret, Admins.NameOf(forbidden), 400);
        var unknownAccount = Twice(ByResource(unknown), 400);
        var forbiddenAccount = Twice(ByResource(forbidden), 400);
        var unknownInPath = Twice(ByPath(unknown), 400);
        var forbiddenInPath = Twice(ByPath(forbidden), 400);
        var wrongFirst = Twice(Scene.Caller, Changed(secret, 0), Admins.NameOf(1), 401);
        var wrongLast = Twice(Scene.Caller, Changed(secret, secret.Length - 1), Admins.NameOf(1), 401);
        var knownWrong = Twice(Scene.Caller, wrong, Admins.NameOf(1), 401);
        var unknownWrong = Twice("lost", wrong, Admins.NameOf(1), 401);
        var knownShort = Twice(Scene.Caller, wrong[..8], Admins.NameOf(1), 401);
        var unknownShort = Twice("lost", wrong[..8], Admins.NameOf(1), 401);

        using var line = new Line(_server);
        Ask(line, warmUp);
        _kinds.ForEach(kind => kind.Nanoseconds.Clear());
        Ask(line, requests);

        var bars = new Bars($"time of refusals, {requests:N0} requests of each kind, random order, one connection; ns, second less first");
        Compare(bars, "forbidden tenant, unknown tenant", forbiddenTenant, unknownTenant);
        Compare(bars, "the same by `resource=`", forbiddenAccount, unknownAccount);
        Compare(bars, "the same at `/tenants/{tenant}/assertion`", forbiddenInPath, unknownInPath);
        Compare(bars, "secret wrong in its first character, in its last", wrongFirst, wrongLast);
        Compare(bars, "secret wrong in one character, in all", wrongFirst, knownWrong);
        Compare(bars, "known caller with a wrong secret, unknown caller", knownWrong, unknownWrong);
        Compare(bars, "the same with a secret of 8 characters", knownShort, unknownShort);
        bars.Tell("8 characters against all, which the asker knows anyway: median", $"{Median(knownWrong) - Median(knownShort):0} more for all");
        return bars.Print();

        TokenRequest ByResource(int tenant) => TokenRequest.Of(
            _server,
            Scene.NarrowCaller,
            secret,
            "/token",
            $"grant_type=client_credentials&resource=https://{Admins.AccountOf(tenant)}.suitetalk.api.netsuite.com");

        TokenRequest ByPath(int tenant) => TokenRequest.Of(_server, Scene.NarrowCaller, secret, $"/tenants/{Admins.NameOf(tenant)}/assertion", "");
    }

    private void Ask(Line line, int requests)
    {
        var order = Enumerable.Range(0, _kinds.Count).ToArray();
        for (var request = 0; request < requests; request++)
        {
            Random.Shared.Shuffle(order);
            foreach (var index in order)
            {
                var kind = _kinds[index];
                var started = Stopwatch.GetTimestamp();
                line.Ask(kind.Request.Bytes);
                kind.Nanoseconds.Add((Stopwatch.GetTimestamp() - started) * 1e9 / Stopwatch.Frequency);
                if (line.Status != kind.Status)
                {
                    throw new InvalidOperationException($"{line.Status} instead of {kind.Status}");
                }
            }
        }
    }

    private static string Changed(string secret, int at) => secret[..at] + (secret[at] == 'A' ? 'B' : 'A') + secret[(at + 1)..];

    private static double Median((Kind One, Kind Same) kinds) => (kinds.One.Part(0.5) + kinds.Same.Part(0.5)) / 2;

    /// <summary>By the median, the tenth percentile (which no scheduler disturbs) and the mean of the faster nine tenths.</summary>
    private static void Compare(Bars bars, string what, (Kind One, Kind Same) first, (Kind One, Kind Same) second)
    {
        foreach (var (name, measure) in new (string, Func<Kind, double>)[]
        {
            ("median", kind => kind.Part(0.5)), ("10th percentile", kind => kind.Part(0.1)), ("mean of the faster 90 %", kind => kind.TrimmedMean()),
        })
        {
            var difference = ((measure(second.One) + measure(second.Same)) - (measure(first.One) + measure(first.Same))) / 2;
            var noise = Math.Max(Math.Abs(measure(first.One) - measure(first.Same)), Math.Abs(measure(second.One) - measure(second.Same)));
            bars.Hold($"{what}: {name}", $"{difference:0} of {measure(first.One):N0}, noise {noise:0}", $"≤ noise or {Tolerated:0}", Math.Abs(difference) <= Math.Max(noise, Tolerated));
        }
    }

    private (Kind One, Kind Same) Twice(string caller, string secret, string tenant, int status) =>
        Twice(TokenRequest.Of(_server, caller, secret, tenant), status);

    private (Kind One, Kind Same) Twice(TokenRequest request, int status)
    {
        var kinds = (new Kind(request, status, []), new Kind(request, status, []));
        _kinds.AddRange([kinds.Item1, kinds.Item2]);
        return kinds;
    }

    private sealed record Kind(TokenRequest Request, int Status, List<double> Nanoseconds)
    {
        public double Part(double part)
        {
            Nanoseconds.Sort();
            return Nanoseconds[(int)((Nanoseconds.Count - 1) * part)];
        }

        public double TrimmedMean()
        {
            Nanoseconds.Sort();
            return Nanoseconds.Take(Nanoseconds.Count * 9 / 10).Average();
        }
    }
}
