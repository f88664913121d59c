using System.Net;
using System.Net.Http.Json;

namespace NetSuiteConnectorAuth.Client;

/// <summary>
/// Gives every request its tenant's token, or throws: nothing leaves without one. A 401 of NetSuite is answered with one further
/// attempt under another token, when there is another and the request can be sent again.
/// </summary>
internal sealed class NetSuiteTokenHandler(NetSuiteTokens tokens, string? tenant) : DelegatingHandler
{
    /// <summary>A body up to this length is kept to be sent again.</summary>
    private const long LongestKeptBody = 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri;
        var token = await tokens.GetTokenAsync(TenantOf(request), cancellationToken).ConfigureAwait(false);
        Address(request, asked, token);
        var canBeSentAgain = await KeepBodyAsync(request, cancellationToken).ConfigureAwait(false);

        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        // NetSuite judges the token before anything else: what was refused was not done, whatever the method.
        NetSuiteToken other;
        try
        {
            other = await tokens.ReplaceTokenAsync(token, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NetSuiteConnectorException or OperationCanceledException)
        {
            response.Dispose();
            throw;
        }

        if (!canBeSentAgain || other.IsSameAs(token))
        {
            return response;
        }

        response.Dispose();
        Address(request, asked, other);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Would leave without a token: the service is asked asynchronously only.</summary>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A NetSuite client sends asynchronously: use SendAsync.");

    private static void Address(HttpRequestMessage request, Uri? asked, NetSuiteToken token)
    {
        request.RequestUri = NetSuiteAddress.Resolve(asked, token);
        request.Headers.Authorization = token.Header;

        // With a session cookie beside it, NetSuite refuses a valid token.
        request.Headers.Remove("Cookie");
    }

    private static async Task<bool> KeepBodyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        switch (request.Content)
        {
            case null:
                return true;
            case JsonContent or { Headers.ContentLength: <= LongestKeptBody }:
                await request.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }

    private string TenantOf(HttpRequestMessage request)
    {
        var named = NetSuiteAddress.TenantOf(request);
        if (tenant is not null && named is not null && named != tenant)
        {
            throw new InvalidOperationException($"This client is the one of tenant {tenant}, and the request names {named}.");
        }

        return tenant ?? named
            ?? throw new InvalidOperationException("Which tenant? Register the client with AddNetSuiteToken(tenant), or name it by request.ForTenant(tenant).");
    }
}
