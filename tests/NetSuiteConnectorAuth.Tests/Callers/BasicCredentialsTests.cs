using System.Text;
using NetSuiteConnectorAuth.Callers;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Callers;

public sealed class BasicCredentialsTests
{
    [Theory]
    [InlineData("job:secret", "job", "secret")]
    [InlineData("job:se:cret", "job", "se:cret")]
    [InlineData("job%3Aone:p%25+w", "job:one", "p% w")]
    [InlineData("j%C3%B6b:s%C3%A4cret", "jöb", "säcret")]
    public void Both_halves_are_form_decoded(string pair, string clientId, string secret)
    {
        Assert.True(BasicCredentials.TryParse("Basic " + Base64(pair), out var credentials));
        Assert.Equal((clientId, secret), (credentials.ClientId, credentials.Secret.Reveal()));
    }

    [Theory]
    [InlineData("basic ")]
    [InlineData("BASIC ")]
    [InlineData("Basic   ")]
    public void The_scheme_has_no_case(string scheme) => Assert.True(BasicCredentials.TryParse(scheme + Base64("job:secret"), out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!!")]
    [InlineData("Basic /////w==")]
    [InlineData("Bearer am9iOnNlY3JldA==")]
    [InlineData("Basicam9iOnNlY3JldA==")]
    public void Anything_else_is_refused(string? header) => Assert.False(BasicCredentials.TryParse(header, out _));

    [Theory]
    [InlineData("job")]
    [InlineData("job:")]
    [InlineData(":secret")]
    public void Neither_half_may_be_missing(string pair) => Assert.False(BasicCredentials.TryParse("Basic " + Base64(pair), out _));

    [Fact]
    public void They_do_not_print_the_secret()
    {
        Assert.True(BasicCredentials.TryParse("Basic " + Base64("job:hidden"), out var credentials));
        Assert.DoesNotContain("hidden", $"{credentials}", StringComparison.Ordinal);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
