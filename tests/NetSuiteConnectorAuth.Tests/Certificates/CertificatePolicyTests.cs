using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>Which certificate signs, and when it is due: decided from facts and the time alone.</summary>
public sealed class CertificatePolicyTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_certificate_signs_once_it_is_activated_and_only_while_it_is_valid()
    {
        var certificate = Active("a");

        Assert.Null(CertificatePolicy.Signing(Start.AddTicks(-1), [certificate]));
        Assert.Same(certificate, CertificatePolicy.Signing(Start, [certificate]));
        Assert.Same(certificate, CertificatePolicy.Signing(certificate.ValidUntil.AddTicks(-1), [certificate]));
        Assert.Null(CertificatePolicy.Signing(certificate.ValidUntil, [certificate]));
    }

    [Fact]
    public void One_that_is_only_proven_does_not_sign() => Assert.Null(CertificatePolicy.Signing(Start, [Proven("a")]));

    [Fact]
    public void One_that_is_retired_or_revoked_does_not_sign()
    {
        var retired = Active("a");
        retired.Retired(Start);
        var revoked = Active("b");
        revoked.Revoked(Start);

        Assert.Null(CertificatePolicy.Signing(Start, [retired, revoked]));
        Assert.Null(revoked.PrivateKey);
    }

    [Fact]
    public void Of_two_the_one_activated_last_signs()
    {
        var older = Active("a");
        var newer = Proven("b");
        Assert.True(newer.Activated(Start.AddDays(1)));

        Assert.Same(newer, CertificatePolicy.Signing(Start.AddDays(2), [newer, older]));
    }

    [Fact]
    public void What_NetSuite_grants_counts_and_not_what_the_certificate_says()
    {
        var certificate = Active("a", granted: new DateOnly(2026, 3, 1));

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), certificate.ValidUntil);
        Assert.Null(CertificatePolicy.Signing(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), [certificate]));
    }

    [Fact]
    public void A_grant_longer_than_the_certificate_does_not_lengthen_it() =>
        Assert.Equal(Start.AddDays(365), Active("a", granted: new DateOnly(2030, 1, 1)).ValidUntil);

    [Fact]
    public void Renewal_is_due_within_a_tenth_of_the_validity_before_its_point_and_spread_by_the_name()
    {
        var times = Enumerable.Range(0, 1000)
            .Select(i => CertificatePolicy.RenewsAt(TenantName.Parse($"tenant-{i}"), Start, Start.AddDays(100), 0.66))
            .ToList();

        Assert.All(times, time => Assert.InRange(time, Start.AddDays(56), Start.AddDays(66)));
        Assert.True(times.Max() - times.Min() > TimeSpan.FromDays(9.5));
        Assert.Equal(times[7], CertificatePolicy.RenewsAt(TenantName.Parse("tenant-7"), Start, Start.AddDays(100), 0.66));
    }

    [Fact]
    public void One_that_was_never_proven_is_not_activated() => Assert.False(Made("a").Activated(Start));

    [Fact]
    public void The_key_that_signs_is_not_given_up()
    {
        var certificate = Active("a");

        Assert.False(certificate.Abandoned(Start));
        Assert.NotNull(certificate.PrivateKey);
    }

    [Fact]
    public void One_that_was_given_up_is_not_activated_and_keeps_its_key_until_NetSuite_is_rid_of_it()
    {
        var certificate = Proven("a");

        Assert.True(certificate.Abandoned(Start));
        Assert.False(certificate.Activated(Start));
        Assert.NotNull(certificate.PrivateKey);

        certificate.Revoked(Start);
        Assert.Null(certificate.PrivateKey);
    }

    [Fact]
    public void One_that_was_given_up_before_it_left_has_no_key()
    {
        var certificate = Made("a");

        Assert.True(certificate.Abandoned(Start));
        Assert.Null(certificate.PrivateKey);
        Assert.NotNull(certificate.RevokedAt);
    }

    private static Certificate Active(string id, DateOnly? granted = null)
    {
        var certificate = Proven(id, granted);
        Assert.True(certificate.Activated(Start));
        return certificate;
    }

    private static Certificate Proven(string id, DateOnly? granted = null)
    {
        var certificate = Made(id);
        certificate.Uploaded(granted, Start);
        certificate.Proven(Start);
        return certificate;
    }

    private static Certificate Made(string id) => new Certificate
    {
        Tenant = TenantName.Parse("acme"),
        Id = id,
        Account = AccountId.Parse("1234567"),
        ClientId = "client",
        Role = 1042,
        Entity = 317,
        Algorithm = SigningAlgorithm.ES256,
        Pem = "",
        NotBefore = Start,
        NotAfter = Start.AddDays(365),
        MadeAt = Start,
    }.Keep(new ProtectedSecret("cipher"));
}
