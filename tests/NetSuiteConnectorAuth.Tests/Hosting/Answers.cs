using System.Net.Http.Json;
using System.Text.Json;

namespace NetSuiteConnectorAuth.Tests.Hosting;

internal static class Answers
{
    /// <summary>The members of a problem, after its type has been checked.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        Xunit.Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    public static string? Code(this JsonElement problem) => problem.GetProperty("code").GetString();
}
