using NetSuiteConnectorAuth.Hosting;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("http://*:8080", false, null, 8080)]
    [InlineData("http://+:8080", false, null, 8080)]
    [InlineData("https://0.0.0.0:8443", true, "0.0.0.0", 8443)]
    [InlineData("http://127.0.0.1:0", false, "127.0.0.1", 0)]
    [InlineData("http://LOCALHOST:1/", false, "127.0.0.1", 1)]
    [InlineData("http://[::1]:8081", false, "::1", 8081)]
    public void An_address_is_a_scheme_a_place_and_a_port(string text, bool isHttps, string? address, int port)
    {
        var parsed = ListenAddress.Parse(text);

        Assert.Equal((isHttps, address, port), (parsed!.IsHttps, parsed.Address?.ToString(), parsed.Port));
    }

    [Theory]
    [InlineData("http://internal.example.com:8081")]
    [InlineData("http://*")]
    [InlineData("*:8080")]
    [InlineData("ftp://*:21")]
    [InlineData("http://*:65536")]
    [InlineData("http://*:-1")]
    [InlineData("http://::1:8081")]
    [InlineData("http://[127.0.0.1]:8081")]
    [InlineData("http://:8081")]
    [InlineData("")]
    public void Anything_else_is_refused_a_host_name_above_all(string text) => Assert.Null(ListenAddress.Parse(text));

    [Theory]
    [InlineData("http://*:8080", "http://127.0.0.1:8080", true)]
    [InlineData("http://127.0.0.1:8080", "https://127.0.0.1:8080", true)]
    [InlineData("http://0.0.0.0:8080", "http://[::1]:8080", true)]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.2:8080", false)]
    [InlineData("http://*:8080", "http://*:8081", false)]
    [InlineData("http://*:0", "http://*:0", false)]
    public void Two_addresses_overlap_when_a_connection_could_be_for_either(string one, string other, bool overlap)
    {
        var (first, second) = (ListenAddress.Parse(one)!, ListenAddress.Parse(other)!);

        Assert.Equal(overlap, first.Overlaps(second));
        Assert.Equal(overlap, second.Overlaps(first));
    }
}
