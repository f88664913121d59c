using System.Net.Http.Json;
using System.Text.Json;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tenants.Import;

/// <summary>What the tests of the import say again and again.</summary>
internal static class Imports
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A key in PEM form, and its lines: a part of it is a leak as well.</summary>
    public static void NoteKey(this SecretScan secrets, string pem)
    {
        secrets.Note(pem);
        secrets.Note(pem.Trim());
        foreach (var line in pem.Split('\n').Where(line => line.Length >= 40 && !line.StartsWith('-')))
        {
            secrets.Note(line.Trim());
        }
    }

    public static Task<HttpResponseMessage> PostImportAsync(this Deployment deployment, string tenant, object body) =>
        deployment.Internal.PostAsJsonAsync($"/tenants/{tenant}/import", body, Cancelled);

    /// <summary>An import that succeeds: the tenant's document.</summary>
    public static async Task<JsonElement> ImportAsync(this Deployment deployment, string tenant, object body)
    {
        using var answer = await deployment.PostImportAsync(tenant, body);
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.True((int)answer.StatusCode == 201, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>An import that is refused: status, code, detail. Nothing of the key is in the answer.</summary>
    public static async Task<(int Status, string? Code, string Detail)> RefuseImportAsync(this Deployment deployment, string tenant, object body)
    {
        using var answer = await deployment.PostImportAsync(tenant, body);
        deployment.Secrets.Search("a problem", await answer.Content.ReadAsStringAsync(Cancelled));
        var problem = await answer.ProblemAsync(Cancelled);
        return ((int)answer.StatusCode, problem.Code(), problem.GetProperty("detail").GetString()!);
    }

    public static long ImportMints(this Deployment deployment) => deployment.Simulator.NetSuite.Journal.Count(Operation.TokenClientCredentials);

    public static Dictionary<string, object?> With(this Dictionary<string, object?> body, string name, object? value)
    {
        body[name] = value;
        return body;
    }
}
