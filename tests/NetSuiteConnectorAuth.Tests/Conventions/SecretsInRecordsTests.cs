using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Conventions;

/// <summary>A record prints all that is in it, into whatever log or exception it comes; those that hold a secret do not.</summary>
public sealed class SecretsInRecordsTests
{
    private const string Text = "SECRET";

    private static readonly Uri Link = new("https://connect.example.com/" + Text);

    public static TheoryData<object> Records =>
    [
        new CallerProof(Text, Text, Text, new Secret(Text), Text, new Secret(Text)),
        new TokenDocument(Text, "Bearer", 3600, "rest_webservices", "acme", "1234567", Text, Text),
        new AssertionDocument(Text, Text, Text, Text, 300),
        new CallbackQuery(Text, new Secret(Text), Text, Text, Text, Text, HasDuplicates: false),
        new ConnectLinkDocument(Text, "acme", DateTimeOffset.UnixEpoch),
        new ConnectOutcome.GoToNetSuite(Link, new Secret(Text)),
        new ConnectOutcome.Accepted(Text, "acme", Text),
        new ConnectOutcome.Refused("access_denied", "acme", Text, Link),
    ];

    [Theory]
    [MemberData(nameof(Records), DisableDiscoveryEnumeration = true)]
    public void A_record_that_holds_a_secret_does_not_print_it(object record) =>
        Assert.DoesNotContain(Text, record.ToString(), StringComparison.OrdinalIgnoreCase);
}
