using NetSuiteSimulator.Tests.Infrastructure;
using Xunit;

namespace NetSuiteSimulator.Tests;

/// <summary>Who may manage whose certificates.</summary>
public sealed class CertificateAccessTests : SimulatorTest
{
    [Fact]
    public async Task A_connector_role_manages_its_own_certificates_and_an_administrator_everybodys()
    {
        var connector = NewConnector();
        var own = await connector.ConnectAsync();
        var other = await TokenAsync(connector, user: 318, role: 1042);
        var admin = await TokenAsync(connector, user: -5, role: 3);
        var pem = TestCertificate.Make("ES256", Start).Pem;

        Assert.Equal("[]", (await connector.ListAsync(other)).Body);
        Assert.Equal("403", (await connector.RevokeCertificateAsync(other, own.Id)).Outcome);
        Assert.Equal("403", (await connector.UploadAsync(other, pem, entity: 317)).Outcome);
        Assert.Single((await connector.ListAsync(admin)).Json.EnumerateArray());
        Assert.Equal("200", (await connector.UploadAsync(admin, pem, entity: 317, role: 1042)).Outcome);
        Assert.Equal("200", (await connector.RevokeCertificateAsync(admin, own.Id)).Outcome);
    }

    [Theory]
    [InlineData(317, 3, "400")]
    [InlineData(317, 999, "400")]
    [InlineData(317, 1043, "200")]
    public async Task The_role_mapped_must_be_one_of_the_users(long entity, long role, string outcome)
    {
        var connector = NewConnector();

        var answer = await connector.UploadAsync(await TokenAsync(connector), TestCertificate.Make("ES256", Start).Pem, entity, role);

        Assert.Equal(outcome, answer.Outcome);
    }

    [Theory]
    [InlineData(true, "400", "400 invalid_grant", "MissingKey")]
    [InlineData(false, "200", "400 invalid_grant", "EntityOrRoleDisabled")]
    public async Task A_role_that_the_user_lacks_is_refused_at_the_upload_or_at_the_first_token(bool atUpload, string upload, string mint, string auditWord)
    {
        Options.RefuseUnassignedRolesAtUpload = atUpload;
        var connector = NewConnector();
        var certificate = TestCertificate.Make("ES256", Start);

        Assert.Equal(upload, (await connector.UploadAsync(await TokenAsync(connector), certificate.Pem, role: 3)).Outcome);
        Assert.Equal(mint, (await connector.MintAsync(certificate)).Outcome);
        Assert.Equal(auditWord, NetSuite.AuditTrail.Entries.Last().Detail);
    }

    [Theory]
    [InlineData("upload", "400, 400 invalid_grant, 401")]
    [InlineData("mint", "200, 400 invalid_grant, 401")]
    [InlineData("call", "200, 200, 401")]
    public async Task A_role_without_the_login_permission_is_refused_as_early_as_configured(string at, string outcomes)
    {
        Options.RefuseRolesWithoutLoginAtUpload = at == "upload";
        Options.RefuseRolesWithoutLoginAtMint = at == "mint";
        var connector = NewConnector();
        var certificate = TestCertificate.Make("ES256", Start);

        var upload = await connector.UploadAsync(await TokenAsync(connector), certificate.Pem, role: 1044);
        var mint = await connector.MintAsync(certificate);
        var call = await connector.ReadCustomersAsync(mint.Has("access_token") ? mint.Text("access_token") : null);

        Assert.Equal(outcomes, $"{upload.Outcome}, {mint.Outcome}, {call.Outcome}");
    }

    [Theory]
    [InlineData(1043, "403", "INSUFFICIENT_PERMISSION")]
    [InlineData(1044, "401", "INVALID_LOGIN")]
    public async Task A_role_without_the_permission_is_kept_out(long role, string outcome, string code)
    {
        var connector = NewConnector();

        var answer = await connector.ListAsync(await TokenAsync(connector, role: role));

        Assert.Equal((outcome, code), (answer.Outcome, answer.RestCode));
    }

    [Fact]
    public async Task An_unknown_client_in_the_path_is_not_found()
    {
        var connector = NewConnector();
        var token = await TokenAsync(connector);
        connector.ClientId = new string('0', 64);

        Assert.Equal("404", (await connector.ListAsync(token)).Outcome);
    }

    private static async Task<string> TokenAsync(Connector connector, long user = 317, long role = 1042) =>
        (await connector.LogInAsync(user, role)).Text("access_token");
}
