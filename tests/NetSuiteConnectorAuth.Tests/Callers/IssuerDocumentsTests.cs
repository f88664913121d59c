using System.Net;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Callers;

/// <summary>Where an issuer may send us for its keys.</summary>
public sealed class IssuerDocumentsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:9000/admin")]
    [InlineData("http://localhost:9000/admin")]
    [InlineData("http://[::1]:9000/admin")]
    [InlineData("https://127.0.0.1:9000/admin")]
    public async Task An_issuer_elsewhere_does_not_make_us_call_this_machine(string jwksUri)
    {
        using var network = new Network("https://issuer.example.com", jwksUri);
        using var http = new HttpClient(network);

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => new IssuerDocuments(http).ReadKeysAsync("https://issuer.example.com", Jobs.Cancelled));

        Assert.Equal("its jwks_uri is on this machine, and the issuer is not", refused.Message);
        Assert.Equal(["https://issuer.example.com/.well-known/openid-configuration"], network.Calls);
    }

    [Theory]
    [InlineData("https://issuer.example.com", "https://keys.example.com/jwks")]
    [InlineData("http://127.0.0.1:9000", "http://127.0.0.1:9000/jwks")]
    [InlineData("http://localhost:9000", "https://keys.example.com/jwks")]
    public async Task Other_addresses_are_called(string authority, string jwksUri)
    {
        using var network = new Network(authority, jwksUri);
        using var http = new HttpClient(network);

        Assert.Empty(await new IssuerDocuments(http).ReadKeysAsync(authority, Jobs.Cancelled));

        Assert.Equal(jwksUri, network.Calls[^1]);
    }

    private sealed class Network(string issuer, string jwksUri) : HttpMessageHandler
    {
        public List<string> Calls { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls.Add(request.RequestUri!.OriginalString);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(Calls.Count == 1 ? $$"""{"issuer":"{{issuer}}","jwks_uri":"{{jwksUri}}"}""" : """{"keys":[]}"""),
            });
        }
    }
}
