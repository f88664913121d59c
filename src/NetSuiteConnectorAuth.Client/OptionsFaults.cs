using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using NetSuiteConnectorAuth.Client.Proofs;

namespace NetSuiteConnectorAuth.Client;

/// <summary>Everything that is wrong with the options, told at once.</summary>
internal sealed class OptionsFaults : IValidateOptions<NetSuiteConnectorOptions>
{
    /// <summary>What the service takes as <c>min_ttl</c>.</summary>
    private static readonly TimeSpan LongestMinimumLifetime = TimeSpan.FromSeconds(3000);

    public ValidateOptionsResult Validate(string? name, NetSuiteConnectorOptions options)
    {
        var faults = Of(options).ToList();
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Of(NetSuiteConnectorOptions options)
    {
        if (options.Endpoint is not { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "", Fragment: "" })
        {
            yield return "Endpoint: the absolute URL of the service's POST /token is needed.";
        }

        string?[] ways = [options.ClientSecret, options.PrivateKeyPem, options.BearerTokenPath];
        if (ways.Count(way => !string.IsNullOrEmpty(way)) != 1)
        {
            yield return "Set exactly one of ClientSecret, PrivateKeyPem and BearerTokenPath.";
        }

        if (string.IsNullOrEmpty(options.ClientId) && string.IsNullOrEmpty(options.BearerTokenPath))
        {
            yield return "ClientId: the caller's name at the service is needed.";
        }

        if (!string.IsNullOrEmpty(options.PrivateKeyPem) && !IsUsableKey(options.PrivateKeyPem))
        {
            yield return "PrivateKeyPem: no unencrypted private key on P-256, P-384 or P-521, or of RSA, in PEM.";
        }

        if (options.MinimumLifetime < TimeSpan.Zero || options.MinimumLifetime > LongestMinimumLifetime)
        {
            yield return "MinimumLifetime: from 0 to 50 minutes.";
        }

        if (options.RefreshSpread < TimeSpan.Zero || options.MinimumLifetime + options.RefreshSpread > LongestMinimumLifetime)
        {
            yield return "RefreshSpread: not negative, and with MinimumLifetime at most 50 minutes.";
        }

        if (options.RequestTimeout <= TimeSpan.Zero || options.MaximumTokens < 1)
        {
            yield return "RequestTimeout and MaximumTokens: greater than zero.";
        }
    }

    private static bool IsUsableKey(string pem)
    {
        try
        {
            using var key = AssertionKey.Of(pem);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }
    }
}
