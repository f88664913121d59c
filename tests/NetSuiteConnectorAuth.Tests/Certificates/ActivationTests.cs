using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>When a certificate takes over, and from when it is for certain of no more effect.</summary>
public sealed class ActivationTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ConsentedIdentity Identity = new(AccountId.Parse("1234567"), 1042, 317, "https://rest.example", "https://restlet.example");

    [Fact]
    public void A_tenant_is_not_connected_with_a_certificate_that_may_not_sign()
    {
        var tenant = Tenant.Open(TenantName.Parse("acme"), "default", ScopeSet.Parse("rest_webservices"), Now);
        Assert.True(tenant.BeginProvisioning(Identity, Now).IsApplied);
        var issuance = Issuance.Rotate(tenant.Name, "default", "client", tenant.Scopes, Identity, null, Now);
        issuance.KeyMade("mine", Now);
        var certificate = Made("pem");

        Assert.Null(Activation.Of(tenant, issuance, [certificate], Now));
        Assert.Equal((TenantStatus.Provisioning, 0), (tenant.Status, tenant.Generation));

        certificate.Proven(Now);
        Assert.NotNull(Activation.Of(tenant, issuance, [certificate], Now));
        Assert.Equal((TenantStatus.Connected, 1), (tenant.Status, tenant.Generation));
    }

    [Theory]
    [InlineData("pem", null, 365)] // by its own word
    [InlineData("pem", 364, 365)] // by its own word, which is earlier than two days after the date NetSuite gave
    [InlineData("pem", 14, 16)]
    [InlineData("", null, 367)] // known from the list alone: its end is a date, too
    [InlineData("", 14, 16)]
    public void A_certificate_is_over_when_no_time_zone_has_its_last_day_any_more(string pem, int? grantedDays, int over)
    {
        var certificate = Made(pem);
        certificate.Uploaded(grantedDays is { } days ? DateOnly.FromDateTime(Now.AddDays(days).UtcDateTime) : null, Now);

        Assert.Equal(Now.AddDays(over), certificate.OverAt);
    }

    private static Certificate Made(string pem) => new Certificate
    {
        Tenant = TenantName.Parse("acme"),
        Id = "mine",
        Account = Identity.Account,
        ClientId = "client",
        Role = Identity.Role,
        Entity = Identity.Entity,
        Algorithm = SigningAlgorithm.ES256,
        Pem = pem,
        NotBefore = Now,
        NotAfter = Now.AddDays(365),
        MadeAt = Now,
    }.Keep(new ProtectedSecret("cipher"));
}
