using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>Knows every secret a test used, and searches for them where they must not be.</summary>
public sealed partial class SecretScan
{
    private readonly ConcurrentDictionary<string, byte> _secrets = new(StringComparer.Ordinal);

    /// <summary>Connect links are secrets too, but <c>/status</c> hands them to those who may manage.</summary>
    public IReadOnlyCollection<string> Links => [.. _secrets.Keys.Where(secret => secret.StartsWith("CfDJ8", StringComparison.Ordinal))];

    public int Count => _secrets.Count;

    public void Note(string secret)
    {
        if (secret.Length >= 16)
        {
            _secrets.TryAdd(secret, 0);
        }
    }

    /// <summary>Notes what a query or a form carries under a secret's name.</summary>
    public void NoteParameters(string encoded)
    {
        foreach (Match match in SecretParameter().Matches(encoded))
        {
            Note(Uri.UnescapeDataString(match.Groups["value"].Value.Replace('+', ' ')));
        }
    }

    /// <summary>Notes the tokens in a JSON answer.</summary>
    public void NoteTokens(string json)
    {
        foreach (Match match in Jwt().Matches(json))
        {
            Note(match.Value);
        }
    }

    public void Search(string where, string text, IReadOnlyCollection<string>? except = null)
    {
        foreach (var secret in _secrets.Keys.Where(secret => except?.Contains(secret) is not true))
        {
            var at = text.IndexOf(secret, StringComparison.Ordinal);
            Assert.True(at < 0, $"A secret of {secret.Length} characters is in {where}, behind: {text[Math.Max(0, at - 200)..Math.Max(0, at)]}");
        }

        Assert.DoesNotMatch(PrivateKey(), text);
        Assert.DoesNotMatch(Jwt(), text);
    }

    /// <summary>The database, its journal and the key ring, byte for byte.</summary>
    public void SearchFiles(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            Search(Path.GetFileName(file), Encoding.Latin1.GetString(File.ReadAllBytes(file)));
        }
    }

    [GeneratedRegex("(?:^|[?&])(?:code|state|code_verifier|client_secret|client_assertion|token|refresh_token)=(?<value>[^&]+)")]
    private static partial Regex SecretParameter();

    // Three parts of base64url, the first of which begins with {" .
    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}")]
    private static partial Regex Jwt();

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----")]
    private static partial Regex PrivateKey();
}
