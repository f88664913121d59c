using NetSuiteSimulator.Tests.Infrastructure;
using Xunit;

namespace NetSuiteSimulator.Tests;

/// <summary>The whole bootstrap in nine calls, as a connector makes them.</summary>
public sealed class BootstrapTests : SimulatorTest
{
    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    public async Task From_consent_to_a_read_with_a_minted_token(string algorithm)
    {
        var connector = NewConnector();

        var callback = await connector.ConsentAsync();
        var first = await connector.ExchangeAsync(callback["code"]!);
        var certificate = TestCertificate.Make(algorithm, Clock.GetUtcNow());
        var upload = await connector.UploadAsync(first.Text("access_token"), certificate.Pem);
        var minted = await connector.MintAsync(certificate);
        var read = await connector.ReadCustomersAsync(minted.Text("access_token"));

        Assert.Equal("1234567_SB1", callback["company"]);
        Assert.Equal("1042", callback["role"]);
        Assert.Equal("317", callback["entity"]);
        Assert.Equal(certificate.Id, upload.Text("certificate_id"));
        Assert.Equal("200", minted.Outcome);
        Assert.Equal("200", read.Outcome);
    }
}
