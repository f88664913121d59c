using System.Buffers.Text;
using System.Text.Json;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>What stands in an access token. Jobs have no business reading it; tests have.</summary>
internal static class Jwts
{
    public static JsonElement Payload(JsonElement tokenAnswer) => Payload(tokenAnswer.GetProperty("access_token").GetString()!);

    public static JsonElement Payload(string token) => Part(token, 1);

    public static JsonElement Header(string token) => Part(token, 0);

    private static JsonElement Part(string token, int index) => JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[index])).RootElement;
}
