using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>Every verb in every state of the journal: where it leads, or that it is no move and changes nothing.</summary>
public sealed class IssuanceTransitionTests
{
    private const string Exchange = nameof(Issuance.Exchanged);

    /// <summary>The same, where an older issuance has a key already.</summary>
    private const string TakeOver = nameof(Issuance.Exchanged) + " with the key of an earlier consent";

    private const string KeyMade = nameof(Issuance.KeyMade);
    private const string Uploading = nameof(Issuance.Uploading);
    private const string NotSent = nameof(Issuance.NotSent);
    private const string Uploaded = nameof(Issuance.Uploaded);
    private const string AnotherKey = nameof(Issuance.TryAnotherKey);
    private const string Proven = nameof(Issuance.Proven);
    private const string Activated = nameof(Issuance.Activated);
    private const string Refused = nameof(Issuance.Refused);
    private const string Retry = nameof(Issuance.Retry);
    private const string Hurry = nameof(Issuance.Hurry);
    private const string Fail = nameof(Issuance.Fail);
    private const string Supersede = nameof(Issuance.Supersede);
    private const string Clean = nameof(Issuance.Clean);

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TenantName Tenant = TenantName.Parse("acme");
    private static readonly ScopeSet Scopes = ScopeSet.Parse("rest_webservices");
    private static readonly ConsentedIdentity Identity = new(AccountId.Parse("1234567"), 1042, 317, "https://rest.example.com", "https://restlet.example.com");

    public static TheoryData<IssuanceState, string, IssuanceState?> Table => new()
    {
        { IssuanceState.Exchanging, Exchange, IssuanceState.Planned },
        { IssuanceState.Exchanging, TakeOver, IssuanceState.KeyMade },
        { IssuanceState.Exchanging, KeyMade, null },
        { IssuanceState.Exchanging, Uploading, null },
        { IssuanceState.Exchanging, NotSent, null },
        { IssuanceState.Exchanging, Uploaded, null },
        { IssuanceState.Exchanging, AnotherKey, null },
        { IssuanceState.Exchanging, Proven, null },
        { IssuanceState.Exchanging, Activated, null },
        { IssuanceState.Exchanging, Refused, IssuanceState.Exchanging },
        { IssuanceState.Exchanging, Retry, IssuanceState.Exchanging },
        { IssuanceState.Exchanging, Hurry, IssuanceState.Exchanging },
        { IssuanceState.Exchanging, Fail, IssuanceState.Failed },
        { IssuanceState.Exchanging, Supersede, IssuanceState.Failed },
        { IssuanceState.Exchanging, Clean, null },

        { IssuanceState.Planned, Exchange, null },
        { IssuanceState.Planned, TakeOver, null },
        { IssuanceState.Planned, KeyMade, IssuanceState.KeyMade },
        { IssuanceState.Planned, Uploading, null },
        { IssuanceState.Planned, NotSent, null },
        { IssuanceState.Planned, Uploaded, null },
        { IssuanceState.Planned, AnotherKey, null },
        { IssuanceState.Planned, Proven, null },
        { IssuanceState.Planned, Activated, null },
        { IssuanceState.Planned, Refused, IssuanceState.Planned },
        { IssuanceState.Planned, Retry, IssuanceState.Planned },
        { IssuanceState.Planned, Hurry, IssuanceState.Planned },
        { IssuanceState.Planned, Fail, IssuanceState.Failed },
        { IssuanceState.Planned, Supersede, IssuanceState.Failed },
        { IssuanceState.Planned, Clean, null },

        { IssuanceState.KeyMade, Exchange, null },
        { IssuanceState.KeyMade, TakeOver, null },
        { IssuanceState.KeyMade, KeyMade, null },
        { IssuanceState.KeyMade, Uploading, IssuanceState.Uploading },
        { IssuanceState.KeyMade, NotSent, null },
        { IssuanceState.KeyMade, Uploaded, IssuanceState.Uploaded },
        { IssuanceState.KeyMade, AnotherKey, IssuanceState.Planned },
        { IssuanceState.KeyMade, Proven, null },
        { IssuanceState.KeyMade, Activated, null },
        { IssuanceState.KeyMade, Refused, IssuanceState.KeyMade },
        { IssuanceState.KeyMade, Retry, IssuanceState.KeyMade },
        { IssuanceState.KeyMade, Hurry, IssuanceState.KeyMade },
        { IssuanceState.KeyMade, Fail, IssuanceState.Failed },
        { IssuanceState.KeyMade, Supersede, IssuanceState.Failed },
        { IssuanceState.KeyMade, Clean, null },

        { IssuanceState.Uploading, Exchange, null },
        { IssuanceState.Uploading, TakeOver, null },
        { IssuanceState.Uploading, KeyMade, null },
        { IssuanceState.Uploading, Uploading, IssuanceState.Uploading },
        { IssuanceState.Uploading, NotSent, IssuanceState.Uploading },
        { IssuanceState.Uploading, Uploaded, IssuanceState.Uploaded },
        { IssuanceState.Uploading, AnotherKey, IssuanceState.Planned },
        { IssuanceState.Uploading, Proven, null },
        { IssuanceState.Uploading, Activated, null },
        { IssuanceState.Uploading, Refused, IssuanceState.Uploading },
        { IssuanceState.Uploading, Retry, IssuanceState.Uploading },
        { IssuanceState.Uploading, Hurry, IssuanceState.Uploading },
        { IssuanceState.Uploading, Fail, IssuanceState.Failed },
        { IssuanceState.Uploading, Supersede, IssuanceState.Failed },
        { IssuanceState.Uploading, Clean, null },

        { IssuanceState.Uploaded, Exchange, null },
        { IssuanceState.Uploaded, TakeOver, null },
        { IssuanceState.Uploaded, KeyMade, null },
        { IssuanceState.Uploaded, Uploading, null },
        { IssuanceState.Uploaded, NotSent, null },
        { IssuanceState.Uploaded, Uploaded, null },
        { IssuanceState.Uploaded, AnotherKey, null },
        { IssuanceState.Uploaded, Proven, IssuanceState.Proven },
        { IssuanceState.Uploaded, Activated, null },
        { IssuanceState.Uploaded, Refused, IssuanceState.Uploaded },
        { IssuanceState.Uploaded, Retry, IssuanceState.Uploaded },
        { IssuanceState.Uploaded, Hurry, IssuanceState.Uploaded },
        { IssuanceState.Uploaded, Fail, IssuanceState.Failed },
        { IssuanceState.Uploaded, Supersede, IssuanceState.Failed },
        { IssuanceState.Uploaded, Clean, null },

        { IssuanceState.Proven, Exchange, null },
        { IssuanceState.Proven, TakeOver, null },
        { IssuanceState.Proven, KeyMade, null },
        { IssuanceState.Proven, Uploading, null },
        { IssuanceState.Proven, NotSent, null },
        { IssuanceState.Proven, Uploaded, null },
        { IssuanceState.Proven, AnotherKey, null },
        { IssuanceState.Proven, Proven, null },
        { IssuanceState.Proven, Activated, IssuanceState.Activated },
        { IssuanceState.Proven, Refused, IssuanceState.Proven },
        { IssuanceState.Proven, Retry, IssuanceState.Proven },
        { IssuanceState.Proven, Hurry, IssuanceState.Proven },
        { IssuanceState.Proven, Fail, IssuanceState.Failed },
        { IssuanceState.Proven, Supersede, IssuanceState.Failed },
        { IssuanceState.Proven, Clean, null },

        { IssuanceState.Activated, Exchange, null },
        { IssuanceState.Activated, TakeOver, null },
        { IssuanceState.Activated, KeyMade, null },
        { IssuanceState.Activated, Uploading, null },
        { IssuanceState.Activated, NotSent, null },
        { IssuanceState.Activated, Uploaded, null },
        { IssuanceState.Activated, AnotherKey, null },
        { IssuanceState.Activated, Proven, null },
        { IssuanceState.Activated, Activated, null },
        { IssuanceState.Activated, Refused, IssuanceState.Activated },
        { IssuanceState.Activated, Retry, IssuanceState.Activated },
        { IssuanceState.Activated, Hurry, IssuanceState.Activated },
        { IssuanceState.Activated, Fail, null },
        { IssuanceState.Activated, Supersede, null },
        { IssuanceState.Activated, Clean, IssuanceState.Activated },

        { IssuanceState.Failed, Exchange, null },
        { IssuanceState.Failed, TakeOver, null },
        { IssuanceState.Failed, KeyMade, null },
        { IssuanceState.Failed, Uploading, null },
        { IssuanceState.Failed, NotSent, null },
        { IssuanceState.Failed, Uploaded, null },
        { IssuanceState.Failed, AnotherKey, null },
        { IssuanceState.Failed, Proven, null },
        { IssuanceState.Failed, Activated, null },
        { IssuanceState.Failed, Refused, IssuanceState.Failed },
        { IssuanceState.Failed, Retry, IssuanceState.Failed },
        { IssuanceState.Failed, Hurry, IssuanceState.Failed },
        { IssuanceState.Failed, Fail, null },
        { IssuanceState.Failed, Supersede, null },
        { IssuanceState.Failed, Clean, IssuanceState.Failed },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_verb_leads_where_the_table_says_or_is_no_move(IssuanceState from, string verb, IssuanceState? to)
    {
        var issuance = IssuanceIn(from);
        var before = (issuance.DueAt, issuance.ClosedAt, issuance.Fence, issuance.SentAt, issuance.Failure, issuance.CertificateId);

        if (to is null)
        {
            var refused = Assert.Throws<IssuanceMoveException>(() => Apply(issuance, verb));
            Assert.Equal((from, verb.Split(' ')[0]), (refused.State, refused.Verb));
            Assert.Equal(before, (issuance.DueAt, issuance.ClosedAt, issuance.Fence, issuance.SentAt, issuance.Failure, issuance.CertificateId));
        }
        else
        {
            Apply(issuance, verb);
        }

        Assert.Equal(to ?? from, issuance.State);
        Assert.Equal(issuance.State is not (IssuanceState.Activated or IssuanceState.Failed), issuance.IsOpen);
    }

    [Fact]
    public void The_table_has_a_row_for_every_state_and_verb()
    {
        string[] verbs = [Exchange, TakeOver, KeyMade, Uploading, NotSent, Uploaded, AnotherKey, Proven, Activated, Refused, Retry, Hurry, Fail, Supersede, Clean];

        var rows = Table.Select(row => (row.Data.Item1, row.Data.Item2)).ToHashSet();

        Assert.Equal(Enum.GetValues<IssuanceState>().Length * verbs.Length, rows.Count);
    }

    [Fact]
    public void A_rotation_begins_where_a_consent_is_when_its_code_was_exchanged() =>
        Assert.Equal(IssuanceState.Planned, Issuance.Rotate(Tenant, "default", "client", Scopes, Identity, Start.AddDays(100), Start).State);

    [Fact]
    public void A_newer_issuance_goes_on_with_the_certificate_of_the_older_one_and_knows_that_it_was_sent()
    {
        var issuance = IssuanceIn(IssuanceState.Exchanging);

        Apply(issuance, TakeOver);

        Assert.Equal(("certificate", (DateTimeOffset?)Start, 1), (issuance.CertificateId, issuance.SentAt, issuance.Keys));
    }

    [Fact]
    public void There_are_so_many_keys_and_no_more()
    {
        var issuance = IssuanceIn(IssuanceState.Uploading);
        for (var key = 1; key < Issuance.KeysPerIssuance; key++)
        {
            Assert.True(issuance.TryAnotherKey(Start));
            Apply(issuance, KeyMade);
            Apply(issuance, Uploading);
        }

        Assert.False(issuance.TryAnotherKey(Start));
        Assert.Equal(IssuanceState.Uploading, issuance.State);
    }

    private static Issuance IssuanceIn(IssuanceState state)
    {
        var issuance = Issuance.Begin(
            Tenant, "default", "client", Scopes, Identity, new IssuanceOrigin(null, null, null, null), new Lease("this process", Start.AddMinutes(1)), Start);
        string[] verbs = state switch
        {
            IssuanceState.Exchanging => [],
            IssuanceState.Planned => [Exchange],
            IssuanceState.KeyMade => [Exchange, KeyMade],
            IssuanceState.Uploading => [Exchange, KeyMade, Uploading],
            IssuanceState.Uploaded => [Exchange, KeyMade, Uploading, Uploaded],
            IssuanceState.Proven => [Exchange, KeyMade, Uploading, Uploaded, Proven],
            IssuanceState.Activated => [Exchange, KeyMade, Uploading, Uploaded, Proven, Activated],
            IssuanceState.Failed => [Exchange, Fail],
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
        foreach (var verb in verbs)
        {
            Apply(issuance, verb);
        }

        Assert.Equal(state, issuance.State);
        return issuance;
    }

    private static void Apply(Issuance issuance, string verb)
    {
        switch (verb)
        {
            case Exchange:
                issuance.Exchanged(new ProtectedSecret("grant"), Start.AddHours(1), null, Start);
                break;
            case TakeOver:
                issuance.Exchanged(new ProtectedSecret("grant"), Start.AddHours(1), IssuanceIn(IssuanceState.Uploading), Start);
                break;
            case KeyMade:
                issuance.KeyMade("certificate", Start);
                break;
            case Uploading:
                issuance.Uploading(Start);
                break;
            case NotSent:
                issuance.NotSent();
                break;
            case Uploaded:
                issuance.Uploaded(Start);
                break;
            case AnotherKey:
                Assert.True(issuance.TryAnotherKey(Start));
                break;
            case Proven:
                issuance.Proven(Start);
                break;
            case Activated:
                issuance.Activated(Start);
                break;
            case Refused:
                issuance.Refused("invalid_grant", null, Start);
                break;
            case Retry:
                issuance.Retry("timeout", null, Start);
                break;
            case Hurry:
                issuance.Hurry(Start);
                break;
            case Fail:
                issuance.Fail(IssuanceFailure.NotProven, Start);
                break;
            case Supersede:
                issuance.Supersede(Start);
                break;
            case Clean:
                issuance.Clean(Start);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(verb));
        }
    }
}
