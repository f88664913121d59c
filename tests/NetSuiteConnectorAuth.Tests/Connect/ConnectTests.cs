using System.Net;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect;

/// <summary>The main job: link, consent, certificate, token.</summary>
public sealed class ConnectTests
{
    [Fact]
    public async Task An_admin_consents_once_and_a_job_gets_a_token_that_NetSuite_takes()
    {
        await using var deployment = await Deployment.StartAsync();

        await deployment.ConnectAsync();
        var token = await deployment.TokenAsync();

        Assert.Equal("Bearer", token.GetProperty("token_type").GetString());
        using var request = new HttpRequestMessage(
            HttpMethod.Get, deployment.Simulator.UrlOf("1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer"));
        request.Headers.Authorization = new("Bearer", token.GetProperty("access_token").GetString());
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(1, deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesUpload));
    }
}
