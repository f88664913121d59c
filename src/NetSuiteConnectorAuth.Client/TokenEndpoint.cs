using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using NetSuiteConnectorAuth.Client.Proofs;

namespace NetSuiteConnectorAuth.Client;

/// <summary>The service's <c>POST /token</c>: one request, one answer or a typed failure. Never tries again by itself.</summary>
internal sealed class TokenEndpoint(IHttpClientFactory clients, IOptions<NetSuiteConnectorOptions> options, TimeProvider time)
{
    private const int LargestAnswer = 64 * 1024;

    private readonly ICallerProof _proof = CallerProof.Of(options.Value, time);

    public static void Configure(HttpClient client)
    {
        client.MaxResponseContentBufferSize = LargestAnswer;
        client.Timeout = Timeout.InfiniteTimeSpan;
    }

    public async Task<NetSuiteToken> FetchAsync(TokenKey key, TokenDemand demand, CancellationToken cancellationToken)
    {
        var askedAt = time.GetUtcNow();
        using var response = await AskAsync(key, demand, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? TokenAnswer.Read(body, key.Tenant, askedAt) : throw TokenAnswer.Refused(response, body, key.Tenant);
    }

    /// <summary>
    /// The answer, read to its end. Whatever the network, or a handler that a job added, throws in its place is the same to a job: there
    /// is no answer. So is the cancellation, which is the time-out's; a caller that goes away ends its own wait and no request.
    /// </summary>
    private async Task<HttpResponseMessage> AskAsync(TokenKey key, TokenDemand demand, CancellationToken cancellationToken)
    {
        try
        {
            using var request = await RequestAsync(key, demand, cancellationToken).ConfigureAwait(false);
            using var client = clients.CreateClient(NetSuiteConnectorRegistration.HttpClientName);
            return await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not NetSuiteConnectorException)
        {
            throw new NetSuiteConnectorException(
                NetSuiteConnectorException.Unreachable, $"The connector at {key.Endpoint.GetLeftPart(UriPartial.Authority)} does not answer.", Remedy.Retry, e)
            {
                Tenant = key.Tenant,
            };
        }
    }

    private async Task<HttpRequestMessage> RequestAsync(TokenKey key, TokenDemand demand, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["tenant"] = key.Tenant,
            ["min_ttl"] = Math.Ceiling(demand.MinimumLife.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        };
        if (key.Scope is not null)
        {
            form["scope"] = key.Scope;
        }

        if (demand.Rejected is not null)
        {
            form["rejected_token"] = demand.Rejected.Reveal();
        }

        var request = new HttpRequestMessage(HttpMethod.Post, key.Endpoint);
        await ProveAsync(key, request, form, cancellationToken).ConfigureAwait(false);
        request.Headers.Accept.Add(new("application/json"));
        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    private async Task ProveAsync(TokenKey key, HttpRequestMessage request, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        try
        {
            await _proof.AddAsync(request.Headers, form, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or FormatException)
        {
            throw new NetSuiteConnectorException(
                NetSuiteConnectorException.CredentialsUnusable, "The job's own credentials for the connector cannot be read or used.", Remedy.Configure, e)
            {
                Tenant = key.Tenant,
            };
        }
    }
}
