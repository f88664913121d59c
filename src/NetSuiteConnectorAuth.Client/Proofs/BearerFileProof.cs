using System.Net.Http.Headers;

namespace NetSuiteConnectorAuth.Client.Proofs;

/// <summary>A JWT in a file that somebody else renews (workload identity): read anew each time.</summary>
internal sealed class BearerFileProof(string path) : ICallerProof
{
    public async ValueTask AddAsync(HttpRequestHeaders headers, IDictionary<string, string> form, CancellationToken cancellationToken)
    {
        var token = (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim();
        if (token.Length == 0 || token.Any(character => character is <= ' ' or > '~'))
        {
            // Without a word of what is in it: .NET's own message would quote the value.
            throw new FormatException("The file holds no bearer token.");
        }

        headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }
}
