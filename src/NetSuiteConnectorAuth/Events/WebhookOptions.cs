using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Events;

/// <summary>Somebody who is told of events, by the Standard Webhooks rules.</summary>
/// <param name="Secret">Base64 with the prefix <c>whsec_</c>: signs each delivery.</param>
/// <param name="Events">All events when empty.</param>
public sealed record WebhookOptions(string Name, Uri Url, Secret Secret, IReadOnlyList<string> Events)
{
    private const string SecretPrefix = "whsec_";

    public static IReadOnlyList<WebhookOptions> ReadAll(ConfigurationReader config) =>
        [.. config.Names("Webhooks").Select(name => Read(config, name))];

    private static WebhookOptions Read(ConfigurationReader config, string name)
    {
        var at = $"Webhooks:{name}";
        config.Warn(at, "is not used by this version.");
        var url = config.RequiredHttpsUrl($"{at}:Url");
        var secret = config.Secret($"{at}:Secret");
        if (secret is null)
        {
            config.Fault($"{at}:Secret", "is required: an unsigned delivery proves nothing to whoever receives it.");
        }
        else if (!IsSigningSecret(secret))
        {
            config.Fault($"{at}:Secret", "must be whsec_ and the base64 form of 24 to 64 random bytes.");
        }

        var events = config.List($"{at}:Events", WhyNotEvent);
        return new(name, url ?? new Uri("https://webhook.invalid"), secret ?? new Secret(SecretPrefix), events);
    }

    private static bool IsSigningSecret(Secret secret)
    {
        var text = secret.Reveal();
        Span<byte> key = stackalloc byte[64];
        return text.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && text.Length <= SecretPrefix.Length + 88
            && Convert.TryFromBase64String(text[SecretPrefix.Length..], key, out var length)
            && length >= 24;
    }

    private static string? WhyNotEvent(string name) =>
        EventType.All.Contains(name) ? null : $"must be one of {string.Join(", ", EventType.All)}.";
}
