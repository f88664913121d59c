using System.Globalization;
using System.Text.Json;

namespace NetSuiteSimulator.Certificates;

/// <summary>The body of an upload (article_0209112025). Role and entity pass as numbers and as strings: Oracle's sample has both.</summary>
internal sealed record UploadRequest(string FileContent, long Role, long Entity)
{
    public static async Task<UploadRequest?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasJsonContentType())
        {
            return null;
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { AllowDuplicateProperties = false }, ct);
            var body = document.RootElement;
            return body.ValueKind == JsonValueKind.Object &&
                body.TryGetProperty("fileContent", out var file) && file.ValueKind == JsonValueKind.String &&
                Number(body, "role") is { } role && Number(body, "entity") is { } entity
                ? new UploadRequest(file.GetString()!, role, entity)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long? Number(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var number) => number,
            JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }
}
