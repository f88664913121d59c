using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

public sealed class ScopeSetTests
{
    [Theory]
    [InlineData("rest_webservices restlets", "restlets rest_webservices")]
    [InlineData("restlets", " restlets  restlets ")]
    public void Order_and_repetition_do_not_matter(string one, string other) => Assert.Equal(ScopeSet.Parse(one), ScopeSet.Parse(other));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\tb")]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("é")]
    public void What_is_no_scope_of_RFC_6749_is_refused(string text) => Assert.False(ScopeSet.TryParse(text, out _));

    [Theory]
    [InlineData("a", "a b", true)]
    [InlineData("a b", "a b", true)]
    [InlineData("a c", "a b", false)]
    public void A_subset_is_judged_by_whole_scopes(string asked, string allowed, bool expected) =>
        Assert.Equal(expected, ScopeSet.Parse(asked).IsSubsetOf(ScopeSet.Parse(allowed)));
}
