using NetSuiteConnectorAuth.Callers;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Callers;

public sealed class TenantPatternTests
{
    [Theory]
    [InlineData("*", "acme", true)]
    [InlineData("acme", "acme", true)]
    [InlineData("acme", "acme-2", false)]
    [InlineData("acme", "acm", false)]
    [InlineData("acme-*", "acme-2", true)]
    [InlineData("acme-*", "acme-", true)]
    [InlineData("acme-*", "acme", false)]
    [InlineData("acme-*", "my-acme-2", false)]
    [InlineData("a.c_e*", "a.c_e9", true)]
    [InlineData("a.c_e*", "abc_e9", false)]
    public void A_pattern_is_everything_a_name_or_a_prefix(string pattern, string tenant, bool matches) =>
        Assert.Equal(matches, TenantPattern.Parse(pattern)!.Matches(tenant));

    [Theory]
    [InlineData("")]
    [InlineData("**")]
    [InlineData("*-acme")]
    [InlineData("ac*me")]
    [InlineData("Acme")]
    [InlineData("-acme")]
    [InlineData("acme?")]
    [InlineData("acme\n")]
    [InlineData("äcme")]
    public void Nothing_else_is_a_pattern(string text) => Assert.Null(TenantPattern.Parse(text));

    [Fact]
    public void A_name_has_at_most_a_hundred_characters()
    {
        Assert.NotNull(TenantPattern.Parse(new string('a', 100)));
        Assert.Null(TenantPattern.Parse(new string('a', 101)));
    }

    [Theory]
    [InlineData("acme", "acme")]
    [InlineData("acme-*", null)]
    [InlineData("*", null)]
    public void Only_a_name_names_one_tenant(string pattern, string? tenant) =>
        Assert.Equal(tenant, TenantPattern.Parse(pattern)!.OnlyTenant);
}
