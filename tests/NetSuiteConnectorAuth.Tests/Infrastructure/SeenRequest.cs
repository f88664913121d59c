namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>A request as it reached NetSuite.</summary>
internal sealed record SeenRequest(string Method, Uri Url, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public IReadOnlyDictionary<string, string> Form => Body.Split('&').Select(pair => pair.Split('='))
        .ToDictionary(pair => Decode(pair[0]), pair => Decode(pair[1]));

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
