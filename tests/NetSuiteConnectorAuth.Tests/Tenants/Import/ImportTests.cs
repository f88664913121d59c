using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteSimulator;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tenants.Import;

/// <summary>Taking over a mapping that was made without us.</summary>
public sealed class ImportTests(ImportTests.WithCallers shared) : IClassFixture<ImportTests.WithCallers>
{
    private static readonly Secret PartnerSecret = Secret.Random();
    private static readonly Secret ReaderSecret = Secret.Random();

    private Deployment Deployment => shared.Deployment;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain", SigningAlgorithm.ES256)]
    [InlineData("p384", SigningAlgorithm.ES384)]
    [InlineData("p521", SigningAlgorithm.ES512)]
    [InlineData("rsa", SigningAlgorithm.PS256)]
    public async Task A_mapping_made_by_hand_is_taken_over_and_jobs_get_tokens(string name, SigningAlgorithm algorithm)
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment, algorithm: algorithm);
        var uploads = Deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesUpload);

        var tenant = await Deployment.ImportAsync(name, mapping.Body());
        var token = await Deployment.AccessTokenAsync(name);

        Assert.Equal(("connected", "ok", "1234567"), (Text(tenant, "status"), Text(tenant, "health"), Text(tenant, "account_id")));
        Assert.Equal((1042, 317, 1), (tenant.GetProperty("role").GetInt32(), tenant.GetProperty("entity").GetInt32(), tenant.GetProperty("generation").GetInt32()));
        var certificate = tenant.GetProperty("certificate");
        Assert.Equal((mapping.Id, algorithm.ToString()), (Text(certificate, "id"), Text(certificate, "algorithm")));
        Assert.Equal(mapping.Certificate.NotBefore, certificate.GetProperty("not_before").GetDateTimeOffset());
        Assert.Equal(mapping.Certificate.NotAfter.UtcDateTime.Date, certificate.GetProperty("valid_until").GetDateTimeOffset().UtcDateTime);
        Assert.Equal(await (await Deployment.Internal.GetAsync($"/tenants/{name}", Cancelled)).Content.ReadAsStringAsync(Cancelled), tenant.ToString());
        Assert.Equal(HttpStatusCode.OK, await ReadCustomersAsync(token));
        Assert.Equal(uploads, Deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesUpload));
    }

    [Fact]
    public async Task The_ID_is_enough_and_NetSuites_list_says_the_rest()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment, account: "1234567_SB1", entity: -5);

        var tenant = await Deployment.ImportAsync("by-id", mapping.BodyById().With("account", "https://1234567-sb1.app.netsuite.com/app/center/card.nl"));

        Assert.Equal(("1234567_SB1", -5), (Text(tenant, "account_id"), tenant.GetProperty("entity").GetInt32()));
        var certificate = tenant.GetProperty("certificate");
        Assert.Equal(mapping.Id, Text(certificate, "id"));
        Assert.Equal(mapping.Certificate.NotBefore.UtcDateTime.Date, certificate.GetProperty("not_before").GetDateTimeOffset().UtcDateTime);
        Assert.Equal(mapping.Certificate.NotAfter.UtcDateTime.Date, certificate.GetProperty("valid_until").GetDateTimeOffset().UtcDateTime);
    }

    [Fact]
    public async Task The_imported_key_signs_for_the_tokens_that_follow()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        await Deployment.ImportAsync("signs", mapping.Body());
        var first = await Deployment.AccessTokenAsync("signs");
        var mints = Deployment.ImportMints();

        using var next = await Deployment.RequestTokenAsync("signs", ("rejected_token", first));
        var second = (await Deployment.JsonAsync(next)).GetProperty("access_token").GetString();

        Assert.NotEqual(first, second);
        Assert.Equal(mints + 1, Deployment.ImportMints());
    }

    [Fact]
    public async Task The_token_that_proved_it_is_the_first_one_jobs_get()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        await Deployment.ImportAsync("first-token", mapping.Body());
        var mints = Deployment.ImportMints();

        await Deployment.TokenAsync("first-token");

        Assert.Equal(mints, Deployment.ImportMints());
    }

    [Fact]
    public async Task The_history_names_who_asked()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        await Deployment.ImportAsync("history", mapping.Body());

        var name = TenantName.Parse("history");
        var events = await Deployment.QueryAsync(db => db.Events.Where(e => e.Tenant == name).OrderBy(e => e.Id).ToListAsync(Cancelled));

        Assert.Equal(["certificate.activated", "tenant.connected"], events.Select(e => e.Type).Order());
        Assert.All(events, e => Assert.Equal(Deployment.Job, e.Actor));
        Assert.Contains(events, e => e.Data.Contains(mapping.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Asking_again_for_what_is_done_answers_the_same_and_changes_nothing()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        var first = await Deployment.ImportAsync("again", mapping.Body());
        var mints = Deployment.ImportMints();

        var second = await Deployment.ImportAsync("again", mapping.Body());
        var byId = await Deployment.ImportAsync("again", mapping.BodyById().With("role", 1042).With("entity", 317).With("integration", "default"));

        Assert.Equal((first.ToString(), first.ToString()), (second.ToString(), byId.ToString()));
        Assert.Equal(mints, Deployment.ImportMints());
        Assert.Equal(2, (await Deployment.EventsAsync("again")).Length);
    }

    [Fact]
    public async Task Many_who_ask_at_once_get_the_same_answer_and_one_history()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Deployment.ImportAsync("at-once", mapping.Body())));

        Assert.All(answers, answer => Assert.Equal(1, answer.GetProperty("generation").GetInt32()));
        Assert.Equal(2, (await Deployment.EventsAsync("at-once")).Length);
    }

    [Fact]
    public async Task Another_key_under_the_ID_of_the_one_that_signs_is_no_repetition()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        await Deployment.ImportAsync("other-key", mapping.Body());

        var refusal = await Deployment.RefuseImportAsync("other-key", mapping.BodyById().With("private_key_pem", NewKey()));

        Assert.Equal((422, "key_mismatch"), (refusal.Status, refusal.Code));
    }

    [Theory]
    [InlineData("role", 1043)]
    [InlineData("entity", 318)]
    [InlineData("integration", "second")]
    public async Task Asking_again_for_something_else_is_a_conflict(string member, object value)
    {
        var name = $"else-{member}";
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        await Deployment.ImportAsync(name, mapping.Body());

        var refusal = await Deployment.RefuseImportAsync(name, mapping.Body().With(member, value));

        Assert.Equal((409, "conflict"), (refusal.Status, refusal.Code));
        Assert.Contains("integration default, as role 1042 and entity 317", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acme", "account", "1234567/", 400, "account_invalid")]
    [InlineData("acme", "account", null, 400, "account_invalid")]
    [InlineData("acme", "account", "7777777", 400, "account_invalid")]
    [InlineData("ACME", "account", "1234567", 400, "tenant_invalid")]
    [InlineData("acme", "integration", "other", 400, "integration_unknown")]
    [InlineData("acme", "certificate_id", "../certificates", 400, "malformed_request")]
    [InlineData("acme", "certificate_id", "", 400, "malformed_request")]
    [InlineData("acme", "certificate_pem", null, 400, "malformed_request")]
    [InlineData("acme", "certificate_pem", "", 400, "malformed_request")]
    [InlineData("acme", "certificate_pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", 400, "malformed_request")]
    [InlineData("acme", "private_key_pem", null, 400, "malformed_request")]
    [InlineData("acme", "private_key_pem", " ", 400, "malformed_request")]
    [InlineData("acme", "private_key_pem", "no key at all, but a secret all the same", 400, "malformed_request")]
    [InlineData("acme", "private_key_pem", "-----BEGIN PRIVATE KEY-----\nMEECAQAwEwYHKoZIzj0C\n-----END PRIVATE KEY-----", 400, "malformed_request")]
    [InlineData("acme", "role", "1042", 400, "malformed_request")]
    [InlineData("acme", "role", 99999999999, 400, "malformed_request")]
    [InlineData("acme", "acount", "1234567", 400, "malformed_request")]
    [InlineData("acme", "Account", "1234567", 400, "malformed_request")]
    public async Task A_request_that_cannot_be_fulfilled_says_why(string tenant, string member, object? value, int status, string code)
    {
        var mapping = shared.Mapping;
        Deployment.Secrets.Note(member == "private_key_pem" && value is string text ? text : "");

        var refusal = await Deployment.RefuseImportAsync(tenant, mapping.Body().With(member, value));

        Assert.Equal((status, code), (refusal.Status, refusal.Code));
        Assert.Equal(HttpStatusCode.NotFound, (await Deployment.Internal.GetAsync("/tenants/acme", Cancelled)).StatusCode);
    }

    [Theory]
    [InlineData("", 400, "malformed_request")]
    [InlineData("{}", 400, "malformed_request")]
    [InlineData("[]", 400, "malformed_request")]
    [InlineData("null", 400, "malformed_request")]
    [InlineData("""{"account":"1234567","account":"1234567","private_key_pem":"x"}""", 400, "malformed_request")]
    [InlineData("""{"account":"1234567","private_key_pem":"a secret that must not""", 400, "malformed_request")]
    public async Task A_body_that_cannot_be_read_is_malformed(string body, int status, string code)
    {
        Deployment.Secrets.Note("a secret that must not");
        using var answer = await Deployment.Internal.PostAsync("/tenants/acme/import", new StringContent(body, Encoding.UTF8, "application/json"), Cancelled);

        Assert.Equal((status, code), ((int)answer.StatusCode, (await answer.ProblemAsync(Cancelled)).Code()));
    }

    [Fact]
    public async Task An_encrypted_key_is_asked_for_in_clear()
    {
        var encrypted = Encoding.UTF8.GetString(await OpenSsl.RunAsync(
            Encoding.UTF8.GetBytes(shared.Mapping.KeyPem), "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:hidden"));

        var refusal = await Deployment.RefuseImportAsync("encrypted", shared.Mapping.Body().With("private_key_pem", encrypted));

        Assert.Equal((400, "malformed_request"), (refusal.Status, refusal.Code));
        Assert.Contains("encrypted", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_key_or_of_another_ID_is_a_mismatch_before_NetSuite_is_asked()
    {
        var requests = Deployment.Simulator.NetSuite.Journal.Count(Operation.Discovery);
        var other = CertificateFactory.Create(SigningAlgorithm.ES256, 0, "other", shared.Mapping.Certificate.NotBefore, TimeSpan.FromDays(10));

        var byKey = await Deployment.RefuseImportAsync("mismatch", shared.Mapping.Body().With("certificate_pem", other.CertificatePem));
        var byId = await Deployment.RefuseImportAsync("mismatch", shared.Mapping.Body().With("certificate_id", other.Id));

        Assert.Equal((422, "key_mismatch", 422, "key_mismatch"), (byKey.Status, byKey.Code, byId.Status, byId.Code));
        Assert.Equal(requests, Deployment.Simulator.NetSuite.Journal.Count(Operation.Discovery));
    }

    [Fact]
    public async Task A_weak_key_is_told_before_NetSuite_is_asked()
    {
        var mints = Deployment.ImportMints();
        var key = Encoding.UTF8.GetString(await OpenSsl.RunAsync([], "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"));
        Deployment.Secrets.NoteKey(key);

        var refusal = await Deployment.RefuseImportAsync("weak", shared.Mapping.BodyById().With("private_key_pem", key));

        Assert.Equal((422, "key_weak"), (refusal.Status, refusal.Code));
        Assert.Equal(mints, Deployment.ImportMints());
    }

    [Theory]
    [InlineData("partner", "partner-one", 201, null)]
    [InlineData("partner", "imported-by-others", 404, "unknown_tenant")]
    [InlineData("partner", "never-heard-of", 404, "unknown_tenant")]
    [InlineData("partner", "NOT A NAME", 404, "unknown_tenant")]
    [InlineData("reader", "partner-one", 403, "forbidden")]
    [InlineData("nobody", "partner-one", 401, "unauthenticated")]
    public async Task Imports_are_for_callers_that_may_manage_that_tenant(string caller, string tenant, int status, string? code)
    {
        await Deployment.ImportAsync("imported-by-others", shared.Mapping.Body());
        using var client = Deployment.ClientOf(caller, caller == "partner" ? PartnerSecret : ReaderSecret);

        using var answer = await client.PostAsJsonAsync($"/tenants/{Uri.EscapeDataString(tenant)}/import", shared.Mapping.Body(), Cancelled);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, code is null ? null : (await answer.ProblemAsync(Cancelled)).Code());
    }

    private static string? Text(System.Text.Json.JsonElement element, string name) => element.GetProperty(name).GetString();

    private string NewKey()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var pem = key.ExportPkcs8PrivateKeyPem();
        Deployment.Secrets.NoteKey(pem);
        return pem;
    }

    private async Task<HttpStatusCode> ReadCustomersAsync(string token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, Deployment.Simulator.UrlOf("1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer"));
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await http.SendAsync(request, Cancelled);
        return answer.StatusCode;
    }

    public sealed class WithCallers : SharedDeployment
    {
        /// <summary>One that several tests may refer to.</summary>
        internal HandMadeMapping Mapping { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Mapping = await HandMadeMapping.MakeAsync(Deployment);
        }

        protected override void Configure(Dictionary<string, string?> settings)
        {
            settings["NetSuite:Integrations:second:ClientId"] = "0123456789abcdef";
            settings["Callers:partner:Secrets:0"] = SecretHash.Of(PartnerSecret).ToString();
            settings["Callers:partner:Tenants:0"] = "partner-*";
            settings["Callers:partner:Permissions:0"] = "manage";
            settings["Callers:reader:Secrets:0"] = SecretHash.Of(ReaderSecret).ToString();
            settings["Callers:reader:Tenants:0"] = "*";
            settings["Callers:reader:Permissions:0"] = "observe";
        }

        protected override void Arrange(SimulatorOptions simulator)
        {
            simulator.MaxActiveCertificates = 1000;
            simulator.AccessTokenAlgorithm = "ES256";
        }
    }
}
