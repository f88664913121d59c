using System.Buffers.Text;
using System.Security.Cryptography;
using NetSuiteSimulator.Tests.Infrastructure;
using Xunit;

namespace NetSuiteSimulator.Tests;

public sealed class CertificateTests : SimulatorTest
{
    [Fact]
    public async Task The_certificate_ID_is_the_SHA_256_thumbprint()
    {
        var connector = NewConnector();
        var certificate = TestCertificate.Make("ES256", Start);

        var answer = await connector.UploadAsync(await TokenAsync(connector), certificate.Pem);

        var der = PemEncoding.Find(certificate.Pem) is var fields ? Convert.FromBase64String(certificate.Pem[fields.Base64Data]) : [];
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(der)), answer.Text("certificate_id"));
        Assert.Equal(43, answer.Text("certificate_id").Length);
    }

    [Fact]
    public async Task The_upload_answers_with_the_documented_names()
    {
        var connector = NewConnector();
        var certificate = TestCertificate.Make("ES256", Start, days: 90);

        var answer = await connector.UploadAsync(await TokenAsync(connector), certificate.Pem);

        Assert.Equal(
            ["entity_role_id", "application_id", "certificate_id", "certificate", "algorithm", "created_at", "valid_from", "valid_until", "invalidated"],
            answer.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal("""{"com":"1234567_SB1","ent":317,"rol":1042}""", answer.Json.GetProperty("entity_role_id").GetRawText());
        Assert.Equal(NetSuite.Integration.Id, answer.Json.GetProperty("application_id").GetInt32());
        Assert.Equal("EC 2026-10-05 2026-10-05 2027-01-03", $"{answer.Text("algorithm")} {answer.Text("created_at")} {answer.Text("valid_from")} {answer.Text("valid_until")}");
    }

    [Fact]
    public async Task The_list_has_other_names_than_the_upload_and_shows_revoked_ones_too()
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync("PS256");
        var token = (await connector.MintAsync(certificate)).Text("access_token");
        await connector.RevokeCertificateAsync(token, certificate.Id);

        var listed = Assert.Single((await connector.ListAsync(token)).Json.EnumerateArray());

        Assert.Equal(
            ["application", "entity", "role", "created", "valid_from", "valid_until", "revoked", "certificate_id", "algorithm"],
            listed.EnumerateObject().Select(property => property.Name));
        Assert.Equal(NetSuite.Integration.ApplicationId, listed.GetProperty("application").GetProperty("application_id").GetString());
        Assert.Equal((317, 1042), (listed.GetProperty("entity").GetProperty("id").GetInt32(), listed.GetProperty("role").GetProperty("id").GetInt32()));
        Assert.True(listed.GetProperty("revoked").GetBoolean());
        Assert.Equal("RSA", listed.GetProperty("algorithm").GetString());
    }

    [Fact]
    public async Task Role_and_entity_pass_as_strings()
    {
        var connector = NewConnector();
        var token = await TokenAsync(connector);
        using var request = new HttpRequestMessage(HttpMethod.Post, connector.CertificatesUrl)
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { fileContent = TestCertificate.Make("ES256", Start).Pem, role = "1042", entity = "317" }),
        };
        request.Headers.Authorization = new("Bearer", token);

        Assert.Equal("200", (await Answer.ReadAsync(await Http.SendAsync(request, Ct), Ct)).Outcome);
    }

    [Fact]
    public async Task A_revocation_answers_text_that_calls_itself_JSON()
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        var token = (await connector.MintAsync(certificate)).Text("access_token");

        var answer = await connector.RevokeCertificateAsync(token, certificate.Id);

        Assert.Equal(("200", "Successfully revoked", "application/json"), (answer.Outcome, answer.Body, answer.ContentType));
        Assert.Equal("400", (await connector.RevokeCertificateAsync(token, certificate.Id)).Outcome);
        Assert.Equal("404", (await connector.RevokeCertificateAsync(token, new string('A', 43))).Outcome);
    }

    [Theory]
    [InlineData(false, "200")]
    [InlineData(true, "401")]
    public async Task Tokens_of_a_revoked_certificate_live_on_unless_configured_otherwise(bool stops, string outcome)
    {
        Options.RevokingCertificateStopsIssuedTokens = stops;
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        var token = (await connector.MintAsync(certificate)).Text("access_token");

        await connector.RevokeCertificateAsync(token, certificate.Id);

        Assert.Equal(outcome, (await connector.ReadCustomersAsync(token)).Outcome);
    }

    [Theory]
    [InlineData("RSA 2048")]
    [InlineData("secp256k1")]
    [InlineData("expired")]
    [InlineData("not yet valid")]
    [InlineData("two certificates")]
    [InlineData("certificate with private key")]
    [InlineData("public key")]
    [InlineData("garbage")]
    [InlineData("empty")]
    public async Task What_is_no_suitable_certificate_is_refused(string what)
    {
        var connector = NewConnector();
        var good = TestCertificate.Make("ES256", Start).Pem;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = what switch
        {
            "RSA 2048" => TestCertificate.Make("PS256", Start, rsaBits: 2048).Pem,
            "secp256k1" => TestCertificate.PemOn(ECCurve.CreateFromFriendlyName("secp256k1"), Start),
            "expired" => TestCertificate.Make("ES256", Start.AddDays(-31), days: 30).Pem,
            "not yet valid" => TestCertificate.Make("ES256", Start.AddDays(1)).Pem,
            "two certificates" => good + "\n" + good,
            "certificate with private key" => good + "\n" + key.ExportPkcs8PrivateKeyPem(),
            "public key" => key.ExportSubjectPublicKeyInfoPem(),
            "garbage" => "-----BEGIN CERTIFICATE-----\nZ2FyYmFnZQ==\n-----END CERTIFICATE-----",
            _ => "",
        };

        var answer = await connector.UploadAsync(await TokenAsync(connector), pem);

        Assert.Equal("400", answer.Outcome);
        Assert.Equal("INVALID_CONTENT", answer.RestCode);
        Assert.Empty(NetSuite.AddAccount(connector.Account).Certificates.All);
    }

    [Fact]
    public async Task More_than_two_years_are_shortened_and_not_refused()
    {
        var connector = NewConnector();

        var answer = await connector.UploadAsync(await TokenAsync(connector), TestCertificate.Make("ES256", Start, days: 3650).Pem);

        Assert.Equal("2028-10-05", answer.Text("valid_until"));
    }

    [Fact]
    public async Task NetSuite_may_grant_less_than_was_asked_for()
    {
        Options.GrantedValidityDays = 10;
        var connector = NewConnector();
        var certificate = TestCertificate.Make("ES256", Start);

        var answer = await connector.UploadAsync(await TokenAsync(connector), certificate.Pem);
        Clock.Advance(TimeSpan.FromDays(10));

        Assert.Equal("2026-10-15", answer.Text("valid_until"));
        Assert.Equal("400 invalid_grant", (await connector.MintAsync(certificate)).Outcome);
    }

    [Fact]
    public async Task The_sixth_active_certificate_is_refused_and_a_revoked_one_makes_room()
    {
        var connector = NewConnector();
        var token = await TokenAsync(connector);
        var first = TestCertificate.Make("ES256", Start);
        await connector.UploadAsync(token, first.Pem);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("200", (await connector.UploadAsync(token, TestCertificate.Make("ES256", Start).Pem)).Outcome);
        }

        var sixth = await connector.UploadAsync(token, TestCertificate.Make("ES256", Start).Pem);
        await connector.RevokeCertificateAsync(token, first.Id);
        var again = await connector.UploadAsync(token, TestCertificate.Make("ES256", Start).Pem);

        Assert.Equal(("400", "200"), (sixth.Outcome, again.Outcome));
    }

    [Fact]
    public async Task Many_uploads_at_once_fill_five_slots_and_no_more()
    {
        var connector = NewConnector();
        var token = await TokenAsync(connector);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => connector.UploadAsync(token, TestCertificate.Make("ES256", Start).Pem)));

        Assert.Equal(5, answers.Count(answer => answer.Outcome == "200"));
    }

    [Fact]
    public async Task The_limit_is_one_accounts_unless_it_counts_across_accounts()
    {
        Options.MaxActiveCertificates = 1;
        await NewConnector("1234567").ConnectAsync();
        await NewConnector("1234567_RP").ConnectAsync();
        var connector = NewConnector();
        Options.CertificateLimitAcrossAccounts = true;

        var answer = await connector.UploadAsync(await TokenAsync(connector), TestCertificate.Make("ES256", Start).Pem);

        Assert.Equal("400", answer.Outcome);
    }

    [Fact]
    public async Task A_certificate_is_mapped_once_in_an_account_for_ever()
    {
        var connector = NewConnector();
        var token = await TokenAsync(connector);
        var certificate = TestCertificate.Make("ES256", Start);
        await connector.UploadAsync(token, certificate.Pem);

        var again = await connector.UploadAsync(token, certificate.Pem);
        await connector.RevokeCertificateAsync(token, certificate.Id);
        var revoked = await connector.UploadAsync(token, certificate.Pem, role: 1043);
        var elsewhere = NewConnector("1234567");
        var other = await elsewhere.UploadAsync(await TokenAsync(elsewhere), certificate.Pem);

        Assert.Equal(("400", "400", "200"), (again.Outcome, revoked.Outcome, other.Outcome));
    }

    [Fact]
    public async Task A_token_mints_its_successor_without_a_user()
    {
        var connector = NewConnector();
        var old = await connector.ConnectAsync();
        var next = TestCertificate.Make("ES384", Start);

        await connector.UploadAsync((await connector.MintAsync(old)).Text("access_token"), next.Pem);
        var token = (await connector.MintAsync(next)).Text("access_token");

        Assert.Equal("200", (await connector.RevokeCertificateAsync(token, old.Id)).Outcome);
        Assert.Equal("400 invalid_grant", (await connector.MintAsync(old)).Outcome);
        Assert.Equal("200", (await connector.MintAsync(next)).Outcome);
    }

    [Theory]
    [InlineData(true, "200")]
    [InlineData(false, "400")]
    public async Task A_token_revokes_its_own_certificate_unless_configured_otherwise(bool may, string outcome)
    {
        Options.TokensMayRevokeTheirCertificate = may;
        var connector = NewConnector();
        var (own, other) = (await connector.ConnectAsync(), await connector.ConnectAsync());
        var token = (await connector.MintAsync(own)).Text("access_token");

        Assert.Equal("200", (await connector.RevokeCertificateAsync(token, other.Id)).Outcome);
        Assert.Equal(outcome, (await connector.RevokeCertificateAsync(token, own.Id)).Outcome);
    }

    [Fact]
    public async Task Errors_can_be_plain_text_that_calls_itself_JSON()
    {
        Options.Answers[Refusals.RefusalCause.CertificateUnreadable] = new(422, "X", Refusals.BodyForm.TextUnderJson);
        var connector = NewConnector();

        var answer = await connector.UploadAsync(await TokenAsync(connector), "garbage");

        Assert.Equal(("422", "application/json"), (answer.Outcome, answer.ContentType));
        Assert.StartsWith("The file is not", answer.Body, StringComparison.Ordinal);
    }

    private static async Task<string> TokenAsync(Connector connector, long user = 317, long role = 1042) =>
        (await connector.LogInAsync(user, role)).Text("access_token");
}
