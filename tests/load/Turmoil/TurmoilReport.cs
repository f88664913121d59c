namespace Load;

/// <summary>What came of the run, by phase, and the verdicts.</summary>
internal sealed class TurmoilReport(Timeline timeline, IReadOnlyList<Exchange> exchanges)
{
    private const int Examples = 5;

    private readonly List<(Wrong Wrong, Exchange Exchange, string What)> _wrongs = [];

    public void Judge(Judge judge)
    {
        foreach (var exchange in exchanges)
        {
            _wrongs.AddRange(judge.Of(exchange).Select(wrong => (wrong.Wrong, exchange, wrong.What)));
        }
    }

    /// <summary>Answers whether every bar was held.</summary>
    public bool Print(TurmoilScript script, SecretRotation secrets, SeenTokens seen, long tokenRequests)
    {
        PrintPhases();
        PrintExamples();
        var bars = new Bars($"{exchanges.Count:N0} requests in {exchanges[^1].Ended.TotalSeconds:0} s while everything moves");
        bars.Tell("answered by a token; different tokens among them", $"{exchanges.Count(exchange => exchange.Answer?.Status == 200):N0}; {seen.Count}");
        bars.Tell("requests at NetSuite's token endpoint", $"{tokenRequests}");
        foreach (var trouble in timeline.Troubles)
        {
            var felt = exchanges.Where(exchange => exchange.Answer?.ErrorCode == trouble.Code).ToList();
            var last = felt.Count == 0 ? TimeSpan.Zero : felt[^1].Ended - trouble.Span.To;
            bars.Hold($"`{trouble.Code}`, of {(trouble.Span.To - trouble.Span.From).TotalSeconds:0.0} s; the last after its end", $"{felt.Count:N0}; {last.TotalSeconds:0.0} s", "felt", felt.Count > 0);
        }

        var refused = exchanges.Count(exchange => exchange.Answer is null);
        bars.Hold("no connection; gaps of seconds", $"{refused:N0}; {string.Join(", ", timeline.Gaps.Select(gap => $"{(gap.To - gap.From).TotalSeconds:0.0}"))}", "felt", refused > 0);
        bars.Hold("secrets of all callers replaced; longest from SIGHUP to its effect, s", $"{secrets.Done} times; {secrets.Slowest.TotalSeconds:0.00}", "2 times", secrets.Done == 2);
        var renewed = exchanges.Where(exchange => exchange.Answer?.Token is not null)
            .GroupBy(exchange => exchange.Demand.Tenant).Count(tenant => tenant.Select(exchange => exchange.Answer!.Token!.Certificate).Distinct().Count() > 1);
        bars.Hold(
            $"tenants with tokens of a new certificate, of {script.Renewed} that were to rotate", $"{renewed}", $"≥ {script.RenewedInPeace}, those before the trouble", renewed >= script.RenewedInPeace);
        Hold("wrong tokens", Wrong.WrongToken);
        Hold("tokens under `min_ttl`", Wrong.UnderMinimumLife);
        Hold("tokens that end before `expires_in`", Wrong.LongerThanItLives);
        Hold("401 for a listed secret", Wrong.Unauthenticated);
        Hold("answers that the contract does not have", Wrong.OutsideContract);
        Hold("503 when NetSuite was well", Wrong.WithoutTrouble);
        Hold("503 although a token that would do was at hand", Wrong.Needless);
        Hold("no connection outside the gaps", Wrong.NoConnection);
        var longest = exchanges.Where(exchange => exchange.Answer is not null).Max(exchange => exchange.Took);
        bars.Hold("longest answer, s", $"{longest.TotalSeconds:0.00}", $"≤ {TurmoilLoad.LongestAnswer.TotalSeconds:0}", longest <= TurmoilLoad.LongestAnswer);
        return bars.Print();

        void Hold(string what, Wrong wrong)
        {
            var count = _wrongs.Count(found => found.Wrong == wrong);
            bars.Hold(what, $"{count:N0}", "0", count == 0);
        }
    }

    private void PrintPhases()
    {
        Console.WriteLine();
        Console.WriteLine("| answered while | requests | 200 | netsuite_throttled | netsuite_unavailable | other | no connection | longest, ms |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|");
        var phases = exchanges.ToLookup(exchange => timeline.PhaseAt(exchange.Ended));
        foreach (var phase in timeline.Phases)
        {
            int[] counts = [.. phases[phase].GroupBy(ColumnOf).Aggregate(new int[5], (row, cell) => { row[cell.Key] = cell.Count(); return row; })];
            var longest = phases[phase].Select(exchange => exchange.Took.TotalMilliseconds).DefaultIfEmpty().Max();
            Console.WriteLine($"| {phase} | {phases[phase].Count():N0} | {string.Join(" | ", counts.Select(count => $"{count:N0}"))} | {longest:0} |");
        }
    }

    private static int ColumnOf(Exchange exchange) => exchange.Answer switch
    {
        { Status: 200 } => 0,
        { Status: 503, ErrorCode: "netsuite_throttled" } => 1,
        { Status: 503, ErrorCode: "netsuite_unavailable" } => 2,
        null => 4,
        _ => 3,
    };

    private void PrintExamples()
    {
        foreach (var kind in _wrongs.GroupBy(found => found.Wrong))
        {
            foreach (var (wrong, exchange, what) in kind.Take(Examples))
            {
                Console.WriteLine(
                    $"{wrong}: {exchange.Sent.TotalSeconds:0.000}–{exchange.Ended.TotalSeconds:0.000} s, {timeline.PhaseAt(exchange.Ended)}, {exchange.Demand.Name} "
                    + $"[{exchange.Demand.Scopes}] min_ttl {exchange.Demand.LeastLife}{(exchange.Demand.Rejected is null ? "" : ", rejected_token")}: {what}");
            }
        }
    }
}
