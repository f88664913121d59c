using System.Net.Http.Headers;
using System.Net.Http.Json;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator.Accounts;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>Certificates that somebody else mapped to the integration record, in the same way that we map ours.</summary>
internal static class ForeignCertificates
{
    /// <summary>Uploads them with a token of the tenant's; gives their IDs.</summary>
    public static async Task<IReadOnlyList<string>> AddForeignAsync(this Deployment deployment, DateTimeOffset now, int count = 1, string tenant = Deployment.Tenant)
    {
        var token = (await deployment.TokenAsync(tenant)).GetProperty("access_token").GetString()!;
        var ids = new List<string>();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        for (var i = 0; i < count; i++)
        {
            var made = CertificateFactory.Create(SigningAlgorithm.ES256, 3072, "somebody else", now.AddMinutes(-1), TimeSpan.FromDays(30 + i));
            var url = deployment.Simulator.UrlOf("1234567.restlets.api.netsuite.com")
                + $"/services/rest/auth/oauth2/v1/clients/{IntegrationSettings.DefaultClientId}/certificates";
            using var answer = await http.PostAsJsonAsync(
                url, new { fileContent = made.CertificatePem, role = 1042, entity = 317 }, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            ids.Add(made.Id);
        }

        return ids;
    }
}
