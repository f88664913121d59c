using System.Net.Http.Headers;

namespace NetSuiteConnectorAuth.Client.Proofs;

/// <summary>Who asks: put on each request anew, into its headers or its form.</summary>
internal interface ICallerProof
{
    ValueTask AddAsync(HttpRequestHeaders headers, IDictionary<string, string> form, CancellationToken cancellationToken);
}
