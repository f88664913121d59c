using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <content>What the background workers do, and time.</content>
internal sealed partial class World
{
    /// <summary>More turns than that at one moment is work that never ends.</summary>
    private const int MostTurns = 40;

    /// <summary>Does all that is due now, as both workers would.</summary>
    public Task WorkAsync() => DoAsync(WorkAsync);

    /// <summary>Time passes, and whatever comes due on the way is done when it is due.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        var end = Now + span;
        while (true)
        {
            await WorkAsync();
            Invariants.Check(this);
            if (Now >= end)
            {
                return;
            }

            // Workers look at the latest after an interval, so nothing is done in the very moment it is due.
            var next = Store.NextDue() is { } due && due < end ? due : end;
            Time.Advance(next > Now ? next - Now : TimeSpan.FromSeconds(15));
            Tally.Stops++;
        }
    }

    /// <summary>The machine sleeps, and finds afterwards what came due.</summary>
    public async Task SleepAsync(TimeSpan span)
    {
        Time.Advance(span);
        Tenants.ForEach(tenant => tenant.FalseSince = null);
        await WorkAsync();
    }

    private async Task WorkAsync(Node node)
    {
        var left = new HashSet<string>();
        for (var turn = 0; node == Node && !node.Mortality.IsDead; turn++)
        {
            if (turn == MostTurns)
            {
                throw new BrokenInvariantException("Work that never ends.");
            }

            if (!await TurnAsync(node, left))
            {
                return;
            }
        }
    }

    /// <summary>
    /// One round of <see cref="UpkeepWorker"/> and of <see cref="IssuanceWorker"/>; what would find nothing is not asked. False when there
    /// was nothing to do.
    /// </summary>
    private async Task<bool> TurnAsync(Node node, HashSet<string> left)
    {
        if (Store.NextRotation <= Now)
        {
            while (await node.Get<Rotations>().BeginDueAsync(CancellationToken.None))
            {
            }
        }

        var worked = false;
        if (Store.NextReview <= Now)
        {
            await node.Get<ExpiryWarnings>().RaiseAsync(CancellationToken.None);
            var review = node.Get<TenantReview>();
            foreach (var tenant in (await review.DueAsync(32, CancellationToken.None)).OrderBy(tenant => tenant.Value, StringComparer.Ordinal))
            {
                Note($"  review of {tenant.Value}");
                await review.RunAsync(tenant, CancellationToken.None);
                worked = true;
            }
        }

        if (Store.NextIssuance <= Now)
        {
            worked |= await AdvanceAsync(node, IssuanceKind.Consent, left);
            worked |= await AdvanceAsync(node, IssuanceKind.Rotation, left);
        }

        return worked;
    }

    private async Task<bool> AdvanceAsync(Node node, IssuanceKind kind, HashSet<string> left)
    {
        var worked = false;
        var engine = node.Get<IssuanceEngine>();
        var due = (await engine.UpcomingAsync(kind, 100, CancellationToken.None)).Where(issuance => issuance.At <= Now && !left.Contains(issuance.Id));
        foreach (var (about, id) in due.Select(issuance => (AboutIssuance(issuance.Id), issuance.Id)).Order().ToList())
        {
            Note($"  issuance of {about}");
            worked = true;
            if (!await engine.AdvanceAsync(id, CancellationToken.None))
            {
                left.Add(id);
            }
        }

        return worked;
    }

    private string AboutIssuance(string id) => Store.Text(
        "select Tenant || ': ' || Kind || ', ' || State || ', last error ' || coalesce(LastError, '-') from Issuances where Id = $id", ("$id", id))!;

    /// <summary>A job asks for a token.</summary>
    public async Task<TokenAnswer?> AskAsync(Node node, SimulatedTenant tenant)
    {
        if (!node.Get<TenantDirectory>().TryGet(tenant.Name.Value, out var snapshot))
        {
            return null;
        }

        var answer = await node.Get<TokenIssuer>().GetAsync(
            new TokenDemand(snapshot, snapshot.Scopes, TimeSpan.FromMinutes(5), null), CancellationToken.None);
        Note($"  {tenant.Name.Value} asks for a token: {(answer is TokenAnswer.Refused refused ? refused.Refusal.ToString() : "issued")}");
        return answer;
    }
}
