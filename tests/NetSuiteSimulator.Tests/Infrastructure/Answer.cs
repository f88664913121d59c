using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace NetSuiteSimulator.Tests.Infrastructure;

/// <summary>An answer, read to its end.</summary>
public sealed record Answer(HttpStatusCode Status, string Body, HttpResponseHeaders Headers, string? ContentType)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>Status and OAuth error in one string, so that a table can hold both.</summary>
    public string Outcome => (int)Status + (Body.Contains("\"error\"", StringComparison.Ordinal) ? " " + Text("error") : "");

    public static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        using (response)
        {
            return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(ct), response.Headers, response.Content.Headers.ContentType?.MediaType);
        }
    }

    public string Text(string name) => Json.GetProperty(name).GetString()!;

    /// <summary>The code in <c>o:errorDetails</c>.</summary>
    public string RestCode => Json.GetProperty("o:errorDetails")[0].GetProperty("o:errorCode").GetString()!;

    public bool Has(string name) => Json.TryGetProperty(name, out _);
}
