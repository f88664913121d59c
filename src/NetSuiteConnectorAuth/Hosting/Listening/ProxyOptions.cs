using System.Net;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Whose forwarded headers are believed. Nobody's when empty.</summary>
public sealed record ProxyOptions(IReadOnlyList<IPNetwork> KnownNetworks)
{
    public static ProxyOptions Read(ConfigurationReader config)
    {
        var networks = config.List("ForwardedHeaders:KnownNetworks", WhyNotNetwork);

        // The framework's switch believes everybody.
        if (config.Flag("ForwardedHeaders_Enabled", false))
        {
            config.Fault("ForwardedHeaders_Enabled", "believes anyone. Name the proxies in ForwardedHeaders:KnownNetworks instead.");
        }

        return new([.. networks.Select(text => IPNetwork.Parse(text))]);
    }

    private static string? WhyNotNetwork(string text) =>
        IPNetwork.TryParse(text, out _) ? null : "must be a network in CIDR form, such as 10.0.0.0/8.";
}
