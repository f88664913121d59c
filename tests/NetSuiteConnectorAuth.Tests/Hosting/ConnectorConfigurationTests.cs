using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

public sealed class ConnectorConfigurationTests
{
    private const string Hash = "sha256:95a86f505cc39b7c8068443507e8e2a7eb691cd6343ad8af0a19dae66640d209";

    [Fact]
    public void What_is_not_set_has_the_default_of_the_contract()
    {
        var read = Settings.Read();

        Assert.Equal((true, 8080), (read.Listen.Public.Address is null, read.Listen.Public.Port));
        Assert.Equal("http://127.0.0.1:8081/", read.Listen.InternalBaseUrl.AbsoluteUri);
        Assert.Equal(StorageProvider.Sqlite, read.Storage.Provider);
        Assert.StartsWith("Data Source=data/connector.db;", read.Storage.ConnectionString.Reveal(), StringComparison.Ordinal);
        Assert.Equal("data/keys", read.KeyProtection.KeyRingPath);
        Assert.Equal(["rest_webservices"], read.NetSuite.Integrations["default"].Scopes);
        Assert.Null(read.NetSuite.Integrations["default"].ClientSecret);
        Assert.Equal(TimeSpan.FromSeconds(30), read.NetSuite.RequestTimeout);
        Assert.Equal(
            new EndpointOptions(
                "https://{account}.app.netsuite.com/app/login/oauth2/authorize.nl",
                "https://system.netsuite.com/app/login/oauth2/authorize.nl",
                "https://{account}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
                "https://{account}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke",
                "https://{account}.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/{client_id}/certificates",
                "https://rest.netsuite.com/rest/datacenterurls?account={account_id}&c={account_id}"),
            read.NetSuite.Endpoints);
        Assert.Equal((TimeSpan.FromDays(7), TimeSpan.FromMinutes(10)), (read.Connect.LinkLifetime, read.Connect.StateLifetime));
        Assert.False(read.Connect.SelfService);
        Assert.Equal(
            new CertificateOptions(
                SigningAlgorithm.ES256,
                RsaKeySize: 3072,
                TimeSpan.FromDays(365),
                RenewAt: 0.66,
                Overlap: TimeSpan.FromMinutes(70),
                CertificateMode.PerTenant,
                SharedCertificatePath: null,
                SharedCertificatePassword: null,
                MaxActivePerIntegration: 5,
                PropagationLimit: TimeSpan.FromSeconds(30)),
            read.Certificates);
        Assert.Equal(new TokenOptions(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(5), 150_000), read.Tokens);
        Assert.Equal(new SchedulerOptions(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60)), read.Scheduler);
    }

    [Fact]
    public void The_shipped_settings_lack_only_what_an_operator_must_supply()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Settings.Read(Environments.Production, Shipped().AsEnumerable()));

        Assert.Equal(
            ["PublicBaseUrl", "KeyProtection:CertificatePath", "NetSuite:Integrations"],
            refused.Faults.Select(fault => fault.Key));
        Assert.Equal(["Callers"], refused.Warnings.Select(warning => warning.Key));
    }

    [Fact]
    public void The_shipped_settings_say_what_the_code_would_say_without_them()
    {
        var withShipped = Settings.Read(
            Environments.Production,
            new ConfigurationBuilder().AddConfiguration(Shipped()).AddInMemoryCollection(Settings.Complete()).Build().AsEnumerable());
        var without = Settings.Read();

        Assert.Equal(without.Listen, withShipped.Listen);
        Assert.Equal(without.Storage, withShipped.Storage);
        Assert.Equal(without.Certificates, withShipped.Certificates);
        Assert.Equal(without.Tokens, withShipped.Tokens);
        Assert.Equal(without.Scheduler, withShipped.Scheduler);
        Assert.Equal(without.NetSuite.Endpoints, withShipped.NetSuite.Endpoints);
        Assert.Equal(without.NetSuite.RequestTimeout, withShipped.NetSuite.RequestTimeout);
    }

    /// <summary>RFC 7515 appendix A.3.1.</summary>
    private const string Rfc7515ExampleKey =
        """{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";

    [Theory]
    [InlineData("PublicBaseUrl", "")]
    [InlineData("PublicBaseUrl", "http://connect.example.com")]
    [InlineData("PublicBaseUrl", "https://connect.example.com?a=b")]
    [InlineData("PublicBaseUrl", "https://connect.example.com#a")]
    [InlineData("PublicBaseUrl", "https://user:pass@connect.example.com")]
    [InlineData("PublicBaseUrl", "connect.example.com")]
    [InlineData("PublicBaseUrl", "ftp://connect.example.com")]
    [InlineData("InternalBaseUrl", "auth.internal")]
    [InlineData("Listen:Public", "http://connect.example.com:8080")]
    [InlineData("Listen:Internal", "http://127.0.0.1:8080")]
    [InlineData("Listen:Internal", "8081")]
    [InlineData("Listen:Internal", "https://127.0.0.1:8081", "Kestrel:Certificates:Default")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://*:80", "Kestrel:Endpoints")]
    [InlineData("ForwardedHeaders:KnownNetworks:0", "10.0.0.0/33")]
    [InlineData("ForwardedHeaders:KnownNetworks:0", "anyone")]
    [InlineData("ForwardedHeaders_Enabled", "true")]
    [InlineData("Storage:Provider", "Oracle")]
    [InlineData("Storage:Provider", "Postgres")]
    [InlineData("KeyProtection:AllowUnprotected", "false", "KeyProtection:CertificatePath")]
    [InlineData("NetSuite:Integrations:default:ClientId", "")]
    [InlineData("NetSuite:Integrations:default:ClientId", "a/b c")]
    [InlineData("NetSuite:Integrations:default:Scopes:0", "restlets", "NetSuite:Integrations:default:Scopes")]
    [InlineData("NetSuite:Integrations:default:Scopes", "", "NetSuite:Integrations:default:Scopes")]
    [InlineData("NetSuite:Integrations:default:AllowedRoles:0", "Administrator")]
    [InlineData("NetSuite:Endpoints:Token", "https://{account}.suitetalk.api.example.com/token")]
    [InlineData("NetSuite:Endpoints:Token", "https://{account}.evilnetsuite.com/token")]
    [InlineData("NetSuite:Endpoints:Token", "https://netsuite.com.example.com/{account}")]
    [InlineData("NetSuite:Endpoints:Token", "http://{account}.suitetalk.api.netsuite.com/token")]
    [InlineData("NetSuite:Endpoints:Token", "https://{account}.suitetalk.api.netsuite.com:8443/token")]
    [InlineData("NetSuite:Endpoints:Token", "https://suitetalk.api.netsuite.com/token")]
    [InlineData("NetSuite:Endpoints:Token", "https://{account}.suitetalk.api.netsuite.com/{acount}/token")]
    [InlineData("NetSuite:Endpoints:Token", "https://{account}@suitetalk.api.netsuite.com/token")]
    [InlineData("NetSuite:Endpoints:Authorization", "https://app.netsuite.com/authorize.nl")]
    [InlineData("NetSuite:Endpoints:AuthorizationAnyAccount", "https://{account}.app.netsuite.com/authorize.nl")]
    [InlineData("NetSuite:Endpoints:Revocation", "https://localhost/{account}")]
    [InlineData("NetSuite:Endpoints:Certificates", "https://{account}.restlets.api.netsuite.com/certificates")]
    [InlineData("NetSuite:Endpoints:Discovery", "https://rest.netsuite.com/rest/datacenterurls")]
    [InlineData("NetSuite:RequestTimeout", "30")]
    [InlineData("NetSuite:MaxConcurrentRequests", "0")]
    [InlineData("Connect:LinkLifetime", "7")]
    [InlineData("Connect:StateLifetime", "10")]
    [InlineData("Connect:SelfService", "on")]
    [InlineData("Connect:ReturnUrls:0", "http://app.example.com/done")]
    [InlineData("Connect:ReturnUrls:0", "/done")]
    [InlineData("Connect:ReturnUrls:0", "https://app.example.com/#done")]
    [InlineData("Connect:ReturnUrls:0", "https://app.example.com/erledigt-\u00fc")]
    [InlineData("Connect:ReturnUrls:0", "https://app.example.com/a b")]
    [InlineData("Connect:ReturnUrls:0", "https://app.example.com/\r\nX-Evil:1")]
    [InlineData("Connect:ReturnUrls:0", "https://b\u00fccher.example.com/done")]
    [InlineData("PublicBaseUrl", "https://b\u00fccher.example.com")]
    [InlineData("Branding:AccentColor", "red")]
    [InlineData("Branding:AccentColor", "#12345")]
    [InlineData("Branding:AccentColor", "#123456;x:url(//example.com)")]
    [InlineData("Branding:SupportUrl", "javascript:alert(1)")]
    [InlineData("Branding:LogoPath", "no-such-logo.svg")]
    [InlineData("Certificates:Algorithm", "RS256")]
    [InlineData("Certificates:RsaKeySize", "2048")]
    [InlineData("Certificates:RsaKeySize", "3500")]
    [InlineData("Certificates:Lifetime", "732.00:00:00")]
    [InlineData("Certificates:RenewAt", "1")]
    [InlineData("Certificates:Mode", "Shared", "Certificates:SharedCertificatePath")]
    [InlineData("Certificates:SharedCertificatePath", "no-such-certificate.pfx")]
    [InlineData("Certificates:MaxActivePerIntegration", "1")]
    [InlineData("Tokens:AssertionLifetime", "01:00:00")]
    [InlineData("Tokens:AssertionLifetime", "00:00:59")]
    [InlineData("Tokens:MinimumLifetime", "300")]
    [InlineData("Scheduler:Lease", "00:00:15")]
    [InlineData("Callers:job:Tenants:0", "acme", "Callers:job")]
    [InlineData("Callers:job:Secrets", "", "Callers:job")]
    [InlineData("Callers:job:PublicKeys", "", "Callers:job")]
    [InlineData("Callers:job:Secrets:0", "my plain secret")]
    [InlineData("Callers:job:Secrets:0", "sha256:95a8")]
    [InlineData("Callers:job:PublicKeys:0", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    [InlineData("Callers:job:PublicKeys:0", """{"kty":"oct","k":"AAAA"}""")]
    [InlineData("Callers:job:PublicKeys:0", """["kty"]""")]
    [InlineData("Callers:job:PublicKeys:0", """{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}""")]
    [InlineData("Callers:job:PublicKeys:0", """{"kty":"RSA","n":"t6Q8PWSi1dkJj9hTP8hNYFlvadM7DflW9mWepOJhJ66w7nyoK1gPNqFMSQRyO125Gp-TEkodhWr0iujjHVx7Bw","e":"AQAB"}""")]
    [InlineData("Issuers:k:Authority", "http://k.example.com", "Issuers:k:Authority", "Issuers:k:Audience", "Issuers:k:Callers")]
    [InlineData("Issuers:k:Authority", "", "Issuers:k:Authority", "Issuers:k:Audience", "Issuers:k:Callers")]
    [InlineData("Webhooks:crm:Url", "", "Webhooks:crm:Url", "Webhooks:crm:Secret")]
    [InlineData("Webhooks:crm:Url", "http://crm.example.com/hook", "Webhooks:crm:Url", "Webhooks:crm:Secret")]
    [InlineData("Webhooks:crm:Secret", "whsec_short", "Webhooks:crm:Url", "Webhooks:crm:Secret")]
    public void A_value_that_cannot_work_is_a_fault_under_its_key(string key, string value, params string[] faultyKeys)
    {
        var refused = Assert.Throws<ConfigurationException>(() => Settings.Read((key, value)));

        Assert.Equal(faultyKeys is [] ? [key] : faultyKeys, refused.Faults.Select(fault => fault.Key));
    }

    [Theory]
    [InlineData("PublicBaseUrl", "http://localhost:8080")]
    [InlineData("PublicBaseUrl", "https://example.com/netsuite/")]
    [InlineData("InternalBaseUrl", "http://netsuite-connector-auth:8081")]
    [InlineData("Listen:Internal", "http://*:8081")]
    [InlineData("ForwardedHeaders:KnownNetworks:0", "10.0.0.0/8")]
    [InlineData("NetSuite:Endpoints:Discovery", "")]
    [InlineData("NetSuite:Integrations:other:ClientId", "fedc")]
    [InlineData("Connect:ReturnUrls:0", "https://app.example.com/done?from=netsuite")]
    [InlineData("Connect:ReturnUrls:0", "http://127.0.0.1:3000/done")]
    [InlineData("Connect:ReturnUrls:0", "https://xn--bcher-kva.example.com/erledigt-%C3%BC?a=%5B1%5D")]
    [InlineData("Branding:AccentColor", "#0A7cff")]
    [InlineData("Branding:SupportUrl", "mailto:help@example.com")]
    [InlineData("Certificates:Lifetime", "731.00:00:00")]
    [InlineData("Tokens:AssertionLifetime", "00:59:59")]
    [InlineData("Tokens:AssertionLifetime", "00:01:00")]
    public void A_value_that_can_work_is_taken(string key, string value) => Assert.NotNull(Settings.Read((key, value)));

    [Theory]
    [InlineData("http://localhost:9000/{account}/token", true)]
    [InlineData("https://simulator.example.com/{account}/token", true)]
    [InlineData("http://simulator.example.com/{account}/token", false)]
    public void A_simulator_needs_the_switch_and_http_stays_on_this_machine(string template, bool isAllowed)
    {
        var settings = Settings.Complete(("NetSuite:Endpoints:Token", template), ("NetSuite:AllowOtherHosts", "true"));

        var failure = Record.Exception(() => Settings.Read(Environments.Production, settings));

        Assert.Equal(isAllowed, failure is null);
    }

    [Theory]
    [InlineData("https://k.example.com/", "netsuite", "pod-1", "Issuers:b:Callers")]
    [InlineData("https://k.example.com", "netsuite", "pod-1", "Issuers:b:Callers")]
    [InlineData("https://k.example.com", "netsuite", "pod-2", null)]
    [InlineData("https://k.example.com", "another", "pod-1", null)]
    [InlineData("https://other.example.com", "netsuite", "pod-1", null)]
    public void One_token_stands_for_one_caller_whatever_the_issuers_are_called(string authority, string audience, string subject, string? fault)
    {
        var failure = Record.Exception(() => Settings.Read(
            ("Callers:one:Secrets:0", Hash),
            ("Callers:two:Secrets:0", Hash),
            ("Issuers:a:Authority", "https://k.example.com"),
            ("Issuers:a:Audience", "netsuite"),
            ("Issuers:a:Callers:0:Subject", "pod-1"),
            ("Issuers:a:Callers:0:Caller", "one"),
            ("Issuers:b:Authority", authority),
            ("Issuers:b:Audience", audience),
            ("Issuers:b:Callers:0:Subject", subject),
            ("Issuers:b:Callers:0:Caller", "two")));

        Assert.Equal(fault, (failure as ConfigurationException)?.Faults.Single().Key);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Settings.Read(
            ("PublicBaseUrl", null),
            ("Tokens:AssertionLifetime", "5"),
            ("Certificates:Algorithm", "RS256"),
            ("NetSuite:Integrations:default:Scopes:0", "mcp"),
            ("Callers:job:Permissions:0", "everything")));

        Assert.Equal(
            [
                "PublicBaseUrl",
                "NetSuite:Integrations:default:Scopes:0",
                "NetSuite:Integrations:default:Scopes",
                "Certificates:Algorithm",
                "Tokens:AssertionLifetime",
                "Callers:job:Permissions:0",
                "Callers:job",
            ],
            refused.Faults.Select(fault => fault.Key));
    }

    [Theory]
    [InlineData("Callers:job:Secrets:0", "s3cret-value")]
    [InlineData("Webhooks:crm:Secret", "s3cret-value")]
    [InlineData("NetSuite:Integrations:default:ClientSecret:Typo", "s3cret-value")]
    public void No_fault_and_no_warning_repeats_a_value(string key, string value)
    {
        var failure = Record.Exception(() => Settings.Read(("PublicBaseUrl", ""), (key, value)));

        var refused = Assert.IsType<ConfigurationException>(failure);
        Assert.DoesNotContain(value, $"{refused} {string.Join(' ', refused.Warnings)}", StringComparison.Ordinal);
    }

    [Fact]
    public void No_options_print_a_secret()
    {
        var read = Settings.Read(
            ("NetSuite:Integrations:default:ClientSecret", "s3cret-1"),
            ("Storage:ConnectionString", "Data Source=connector.db;Password=s3cret-2"),
            ("KeyProtection:CertificatePassword", "s3cret-3"));

        Assert.DoesNotContain("s3cret", $"{read} {read.NetSuite.Integrations["default"]}", StringComparison.Ordinal);
        Assert.Equal("s3cret-1", read.NetSuite.Integrations["default"].ClientSecret!.Reveal());
    }

    [Fact]
    public void Only_development_starts_with_the_key_ring_in_clear_unasked()
    {
        var settings = Settings.Complete(("KeyProtection:AllowUnprotected", null));

        Assert.True(Settings.Read(Environments.Development, settings).KeyProtection.AllowUnprotected);
        Assert.Throws<ConfigurationException>(() => Settings.Read(Environments.Production, settings));
    }

    [Theory]
    [InlineData("Certificates:Overlap", "01:04:59", "Certificates:Overlap")]
    [InlineData("Tokens:RefreshAhead", "00:01:00", "Tokens:RefreshAhead")]
    [InlineData("NetSuite:AllowOtherHosts", "true", "NetSuite:AllowOtherHosts")]
    [InlineData("NetSuite:RequestTimeout", "00:01:00", "Scheduler:Lease")]
    [InlineData("Scheduler:Lease", "00:00:30", "Scheduler:Lease")]
    [InlineData("Certificates:Lifetme", "365.00:00:00", "Certificates:Lifetme")]
    [InlineData("NetSuite:Integrations:default:ClientID_", "x", "NetSuite:Integrations:default:ClientID_")]
    public void What_is_allowed_and_probably_not_meant_is_warned_of(string key, string value, string warned) =>
        Assert.Contains(Settings.Read((key, value)).Warnings, warning => warning.Key == warned);

    [Fact]
    public void A_complete_configuration_of_every_key_is_understood()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var read = Settings.Read(
            ("InternalBaseUrl", "https://auth.staging.internal"),
            ("Callers:job:Secrets:0", Hash),
            ("Callers:job:PublicKeys:0", key.ExportSubjectPublicKeyInfoPem()),
            ("Callers:job:PublicKeys:1", Rfc7515ExampleKey),
            ("Callers:job:Tenants:0", "acme-*"),
            ("Callers:job:Permissions:0", "token"),
            ("Callers:job:Permissions:1", "observe"),
            ("Callers:job:RequestsPerMinute", "600"),
            ("Callers:pod:Tenants:0", "*"),
            ("Callers:pod:Permissions:0", "token"),
            ("Issuers:cluster:Authority", "https://issuer.example.com"),
            ("Issuers:cluster:Audience", "netsuite"),
            ("Issuers:cluster:Callers:0:Subject", "system:serviceaccount:sync"),
            ("Issuers:cluster:Callers:0:Caller", "pod"),
            ("Webhooks:crm:Url", "https://crm.example.com/hook"),
            ("Webhooks:crm:Secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLw3B"),
            ("Webhooks:crm:Events:0", "tenant.connected"),
            ("NetSuite:Integrations:default:AllowedRoles:0", "1042"),
            ("Branding:Name", "Acme Sync"));

        var job = Assert.Single(read.Callers, caller => caller.ClientId == "job");
        Assert.Equal((Permissions.Token | Permissions.Observe, 600, 2), (job.Permissions, job.RequestsPerMinute, job.PublicKeys.Count));
        Assert.Equal("pod", Assert.Single(Assert.Single(read.Issuers).Callers).Caller);
        Assert.Equal("tenant.connected", Assert.Single(Assert.Single(read.Webhooks).Events));
        Assert.Equal([1042], read.NetSuite.Integrations["default"].AllowedRoles);
        Assert.Equal(["KeyProtection:AllowUnprotected", "Webhooks:crm"], read.Warnings.Select(warning => warning.Key));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("https://auth.staging.internal", false)]
    public void Keys_without_an_audience_that_is_this_deployments_own_are_warned_of(string? internalBaseUrl, bool isWarned)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var read = Settings.Read(("InternalBaseUrl", internalBaseUrl), ("Callers:job:PublicKeys:0", key.ExportSubjectPublicKeyInfoPem()));

        Assert.Equal(isWarned, read.Warnings.Any(warning => warning.Key == "InternalBaseUrl"));
        Assert.DoesNotContain(Settings.Read(("Callers:job:Secrets:0", Hash)).Warnings, warning => warning.Key == "InternalBaseUrl");
    }

    [Fact]
    public void A_private_key_among_the_public_ones_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var pem = key.ExportPkcs8PrivateKeyPem();
        var refused = Assert.Throws<ConfigurationException>(() => Settings.Read(("Callers:job:PublicKeys:0", pem)));

        Assert.Contains(refused.Faults, fault => fault.Message.Contains("private key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://connect.example.com", "https://connect.example.com/callback")]
    [InlineData("https://connect.example.com/", "https://connect.example.com/callback")]
    [InlineData("https://example.com/netsuite", "https://example.com/netsuite/callback")]
    public void The_redirect_URI_is_the_public_base_and_the_path(string publicBase, string expected) =>
        Assert.Equal(expected, Settings.Read(("PublicBaseUrl", publicBase)).Listen.PublicUrl("/callback").AbsoluteUri);

    private static IConfigurationRoot Shipped() =>
        new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();
}
