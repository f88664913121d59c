using NetSuiteConnectorAuth.Status;
using NetSuiteConnectorAuth.Status.Pages;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Status;

public sealed class StatusConcernsTests
{
    private static readonly StatusDocument Quiet = StatusSamples.Quiet;

    /// <summary>One thing wrong, and the one sentence about it.</summary>
    public static TheoryData<StatusDocument, string> Concerns => new()
    {
        { Quiet with { StoreTrouble = "database or disk is full" }, "The store does not work: database or disk is full." },
        { Quiet with { Keys = new(Usable: false, Protected: true) }, "The key ring does not work: nothing that is stored encrypted can be read." },
        { Quiet with { Configuration = Quiet.Configuration with { Faults = 1 } }, "1 fault in the configuration keeps the callers as they were." },
        { Quiet with { Attention = [new("acme", "access_denied", null, null)] }, "1 tenant needs a person." },
        { Quiet with { Tenants = Failing(2) }, "2 other tenants are failing." },
        { Quiet with { Tenants = Failing(1) with { FailingByThemselves = 0 }, Attention = [new("acme", "access_denied", null, null)] }, "1 tenant needs a person." },
        { Quiet with { Rotations = new(0, Overdue: 1) }, "1 certificate is overdue for renewal." },
        { Quiet with { Certificates = new(new Dictionary<string, int> { ["7d"] = 3 }, null) }, "3 certificates end within 7 days." },
    };

    [Theory]
    [MemberData(nameof(Concerns))]
    public void Each_thing_wrong_is_one_sentence(StatusDocument status, string sentence) => Assert.Equal([sentence], StatusConcerns.Of(status));

    [Fact]
    public void A_tenant_that_needs_room_and_is_well_hides_none_that_fails() => Assert.Equal(
        ["1 tenant needs a person.", "1 other tenant is failing."],
        StatusConcerns.Of(Quiet with { Tenants = Failing(1), Attention = [new("acme", "slots_full", null, null)] }));

    [Fact]
    public void What_is_in_order_is_no_concern() => Assert.Empty(StatusConcerns.Of(Quiet));

    [Fact]
    public void The_worst_comes_first() => Assert.StartsWith("The key ring", StatusConcerns.Of(StatusSamples.Troubled)[0], StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "a moment")]
    [InlineData(1, "1 second")]
    [InlineData(119, "119 seconds")]
    [InlineData(120, "2 minutes")]
    [InlineData(7199, "119 minutes")]
    [InlineData(172_799, "47 hours")]
    [InlineData(-172_800, "2 days")]
    public void A_span_is_told_in_the_largest_unit_of_which_there_are_two(int seconds, string words) =>
        Assert.Equal(words, Span.InWords(TimeSpan.FromSeconds(seconds)));

    private static TenantsStatus Failing(int count) =>
        Quiet.Tenants with { ByHealth = new Dictionary<string, int> { ["failing"] = count }, FailingByThemselves = count };
}
