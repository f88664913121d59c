using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.Tenants;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>What we believe to stand at NetSuite, held against what it says.</summary>
public sealed class CertificateInventoryTests
{
    private const string Client = "client";

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Start.AddDays(10);
    private static readonly TenantName Acme = TenantName.Parse("acme");

    private static readonly Dictionary<string, Action<Certificate>> Lives = new()
    {
        ["made"] = _ => { },
        ["uploaded"] = c => c.Uploaded(null, Start),
        ["proven"] = c => Proven(c),
        ["active"] = c => Activated(c),
        ["draining"] = c => Retired(c),
        ["abandoned"] = c => Abandoned(c),
        ["revoked"] = c => Activated(c).Revoked(Start),
        ["revoked after it drained"] = c => Retired(c).Revoked(Start),
        ["revoked after it was abandoned"] = c => Abandoned(c).Revoked(Start),
    };

    [Theory]
    [InlineData("made", CertificateState.Made)]
    [InlineData("uploaded", CertificateState.Uploaded)]
    [InlineData("proven", CertificateState.Proven)]
    [InlineData("active", CertificateState.Active)]
    [InlineData("draining", CertificateState.Draining)]
    [InlineData("abandoned", CertificateState.Abandoned)]
    [InlineData("revoked", CertificateState.Revoked)]
    [InlineData("revoked after it drained", CertificateState.Revoked)]
    [InlineData("revoked after it was abandoned", CertificateState.Revoked)]
    public void The_state_follows_from_the_facts(string life, CertificateState expected) =>
        Assert.Equal(expected, CertificateInventory.StateOf(Now, Ours("a", life)));

    [Theory]
    [InlineData("active", CertificateState.Expired)]
    [InlineData("draining", CertificateState.Expired)]
    [InlineData("abandoned", CertificateState.Abandoned)]
    [InlineData("revoked", CertificateState.Revoked)]
    public void A_certificate_whose_time_is_over_is_expired_unless_it_ended_before(string life, CertificateState expected)
    {
        var certificate = Ours("a", life);

        Assert.Equal(expected, CertificateInventory.StateOf(certificate.ValidUntil, certificate));
    }

    [Theory]
    [InlineData("uploaded", CertificateOrigin.Missing)]
    [InlineData("proven", CertificateOrigin.Missing)]
    [InlineData("active", CertificateOrigin.Missing)]
    [InlineData("draining", CertificateOrigin.Missing)]
    [InlineData("made", CertificateOrigin.Ours)]
    [InlineData("abandoned", CertificateOrigin.Ours)]
    [InlineData("revoked", CertificateOrigin.Ours)]
    public void Only_what_NetSuite_should_have_can_be_missing_from_its_list(string life, CertificateOrigin expected) =>
        Assert.Equal(expected, Assert.Single(Compare([Ours("a", life)], []).Items).Origin);

    [Fact]
    public void What_is_over_and_what_belongs_to_another_record_is_not_missed()
    {
        var certificate = Ours("a", "active");

        Assert.Equal(CertificateOrigin.Ours, CertificateInventory.Compare(certificate.ValidUntil, Acme, Client, [certificate], [], 5).Items[0].Origin);
        Assert.Equal(CertificateOrigin.Ours, CertificateInventory.Compare(Now, Acme, "another client", [certificate], [], 5).Items[0].Origin);
    }

    [Fact]
    public void What_NetSuite_has_revoked_is_revoked_whatever_we_believe()
    {
        var item = Assert.Single(Compare([Ours("a", "active")], [Listed("a", revoked: true)]).Items);

        Assert.Equal((CertificateOrigin.Ours, CertificateState.Revoked, true), (item.Origin, item.State, item.Revoked));
    }

    [Fact]
    public void A_foreign_one_is_active_until_its_last_day_is_over_unless_it_is_revoked()
    {
        var items = Compare([], [
            Listed("ends today", until: new DateOnly(2026, 1, 11)), Listed("ended", until: new DateOnly(2026, 1, 10)),
            Listed("revoked", revoked: true), Listed("no date", until: null, hasEnd: false),
        ]).Items.ToDictionary(item => item.Id);

        Assert.All(items.Values, item => Assert.Equal((CertificateOrigin.Foreign, "EC"), (item.Origin, item.Algorithm)));
        Assert.Equal(CertificateState.Active, items["ends today"].State);
        Assert.Equal(new DateTimeOffset(2026, 1, 11, 0, 0, 0, TimeSpan.Zero), items["ends today"].ValidUntil);
        Assert.Equal(CertificateState.Expired, items["ended"].State);
        Assert.Equal((CertificateState.Revoked, true), (items["revoked"].State, items["revoked"].Revoked));
        Assert.Equal((CertificateState.Active, (DateTimeOffset?)null), (items["no date"].State, items["no date"].ValidUntil));
    }

    [Fact]
    public void Slots_are_counted_in_NetSuites_list()
    {
        var slots = Compare(
            [Ours("a", "active"), Ours("b", "draining"), Ours("gone", "uploaded"), Ours("theirs", "active", tenant: "other")],
            [
                Listed("a"), Listed("b"), Listed("theirs"), Listed("f1"), Listed("f2"),
                Listed("expired", until: new DateOnly(2026, 1, 1)), Listed("revoked", revoked: true),
            ]).Slots;

        Assert.Equal(new SlotsDocument(5, 5, 3, 2), slots);
    }

    [Fact]
    public void A_slot_is_taken_until_the_last_day_is_over_everywhere()
    {
        var document = Compare([], [Listed("ended yesterday", until: new DateOnly(2026, 1, 10)), Listed("long over", until: new DateOnly(2026, 1, 9))]);

        Assert.Equal(1, document.Slots.Active);
        Assert.All(document.Items, item => Assert.Equal(CertificateState.Expired, item.State));
    }

    [Fact]
    public void A_certificate_of_another_tenant_here_is_ours_and_shown_only_as_far_as_NetSuite_lists_it()
    {
        var items = Compare([Ours("listed", "active", "other"), Ours("not listed", "active", "other"), Ours("a", "active")], [Listed("listed"), Listed("a")]).Items;

        Assert.Equal([("a", CertificateOrigin.Ours), ("listed", CertificateOrigin.Ours)], items.Select(item => (item.Id, item.Origin)));
    }

    [Fact]
    public void A_certificate_that_two_tenants_share_is_one_item()
    {
        var document = Compare([Ours("a", "active", "other"), Ours("a", "draining")], [Listed("a"), Listed("a")]);

        Assert.Equal(CertificateState.Draining, Assert.Single(document.Items).State);
        Assert.Equal(new SlotsDocument(5, 1, 1, 0), document.Slots);
    }

    [Fact]
    public void Without_NetSuites_list_nothing_is_said_of_what_only_it_knows()
    {
        var document = CertificateInventory.Of(
            Now, Acme, [Ours("a", "active"), Ours("b", "revoked"), Ours("c", "made"), Ours("d", "uploaded", "other")], 5);

        Assert.Equal(["a", "b", "c"], document.Items.Select(item => item.Id).Order());
        Assert.All(document.Items, item => Assert.Equal(CertificateOrigin.Ours, item.Origin));
        Assert.Equal(new SlotsDocument(5, null, 2, null), document.Slots);
    }

    [Theory]
    [InlineData(CertificateSight.Revoked, CertificateOrigin.Ours, CertificateState.Revoked, 1)]
    [InlineData(CertificateSight.Missing, CertificateOrigin.Missing, CertificateState.Active, 1)]
    [InlineData(CertificateSight.Listed, CertificateOrigin.Ours, CertificateState.Active, 2)]
    public void What_broke_the_connection_is_not_forgotten_when_the_list_cannot_be_read(
        CertificateSight sight, CertificateOrigin origin, CertificateState state, int standing)
    {
        var document = CertificateInventory.Of(Now, Acme, [Ours("a", "active"), Ours("d", "draining")], 5, sight);

        var signing = Assert.Single(document.Items, item => item.Id == "a");
        Assert.Equal((origin, state, state is CertificateState.Revoked), (signing.Origin, signing.State, signing.Revoked));
        Assert.Equal(standing, document.Slots.Ours);
    }

    private static CertificatesDocument Compare(IReadOnlyCollection<Certificate> ours, IReadOnlyList<ListedCertificate> listed) =>
        CertificateInventory.Compare(Now, Acme, Client, ours, listed, 5);

    private static ListedCertificate Listed(string id, bool revoked = false, DateOnly? until = null, bool hasEnd = true) => new(
        id, 1042, 317, new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 1),
        hasEnd ? until ?? new DateOnly(2026, 12, 31) : null, revoked, "EC");

    private static Certificate Ours(string id, string life, string tenant = "acme")
    {
        var certificate = new Certificate
        {
            Tenant = TenantName.Parse(tenant),
            Id = id,
            Account = AccountId.Parse("1234567"),
            ClientId = Client,
            Role = 1042,
            Entity = 317,
            Algorithm = SigningAlgorithm.ES256,
            Pem = "",
            NotBefore = Start,
            NotAfter = Start.AddDays(365),
            MadeAt = Start,
        };
        Lives[life](certificate);
        return certificate;
    }

    private static Certificate Proven(Certificate certificate)
    {
        certificate.Uploaded(null, Start);
        certificate.Proven(Start);
        return certificate;
    }

    private static Certificate Activated(Certificate certificate)
    {
        Assert.True(Proven(certificate).Activated(Start));
        return certificate;
    }

    private static Certificate Retired(Certificate certificate)
    {
        Activated(certificate).Retired(Start);
        return certificate;
    }

    private static Certificate Abandoned(Certificate certificate)
    {
        Assert.True(Proven(certificate).Abandoned(Start));
        return certificate;
    }
}
