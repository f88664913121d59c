using System.Security.Cryptography;
using System.Text;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Hosting;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Signing;

namespace NetSuiteSimulator.Tokens;

/// <summary>
/// Who asks: a confidential client by Basic, a public one by <c>client_id</c> in the form or by Basic without a secret
/// (section_158081952044). Both at once is a mistake (subsect_158521832417).
/// </summary>
internal static class ClientAuthentication
{
    public static Verdict<IntegrationRecord> Authenticate(HttpContext context, IFormCollection form)
    {
        var exchange = context.Exchange();
        var header = context.Request.Headers.Authorization;
        string? clientId = form["client_id"];
        if (header.Count > 0 && (clientId is not null || form.ContainsKey("client_secret") || form.ContainsKey("client_assertion")))
        {
            exchange.ClientId = clientId;
            return RefusalCause.SeveralClientAuthentications;
        }

        var secret = "";
        if (header.Count > 0)
        {
            if (Basic(header.ToString()) is not { } credentials)
            {
                return RefusalCause.ClientAuthenticationFailed;
            }

            (clientId, secret) = credentials;
        }
        else if (form.ContainsKey("client_secret"))
        {
            // Oracle describes Basic only.
            exchange.ClientId = clientId;
            return RefusalCause.ClientAuthenticationFailed;
        }

        if (string.IsNullOrEmpty(clientId))
        {
            return RefusalCause.ClientAuthenticationFailed;
        }

        exchange.ClientId = clientId;
        return exchange.NetSuite.FindIntegration(clientId) is { } record && Same(secret, record.ClientSecret ?? "")
            ? record
            : RefusalCause.ClientAuthenticationFailed;
    }

    private static (string ClientId, string Secret)? Basic(string header)
    {
        const string Scheme = "Basic ";
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? (text[..colon], text[(colon + 1)..]) : null;
    }

    private static bool Same(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
