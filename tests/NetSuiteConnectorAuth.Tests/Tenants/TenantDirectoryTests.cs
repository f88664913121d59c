using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tenants;

public sealed class TenantDirectoryTests
{
    private readonly TenantDirectory _directory = new();

    [Fact]
    public void Tenants_are_found_by_name_and_by_account()
    {
        Publish("acme", "1234567");
        Publish("acme-too", "1234567");
        Publish("beta", "1234567_SB1");
        Publish("pending", null);

        Assert.Equal(["acme", "acme-too"], OfAccount("1234567"));
        Assert.Equal(["beta"], OfAccount("1234567_SB1"));
        Assert.Empty(OfAccount("7654321"));
        Assert.True(_directory.TryGet("pending", out _));
        Assert.False(_directory.TryGet("gamma", out _));
        Assert.Equal(4, _directory.Count);
        Assert.Equal(4, _directory.All.Count());
    }

    [Fact]
    public void A_tenant_that_moves_to_another_account_leaves_the_first()
    {
        Publish("acme", null, version: 1);
        Publish("acme", "1234567", version: 2);
        Publish("acme", "7654321", version: 3);

        Assert.Empty(OfAccount("1234567"));
        Assert.Equal(["acme"], OfAccount("7654321"));
    }

    [Fact]
    public void An_older_version_never_replaces_a_newer_one()
    {
        Publish("acme", "7654321", version: 3);
        Publish("acme", "1234567", version: 2);

        Assert.Empty(OfAccount("1234567"));
        Assert.Equal(["acme"], OfAccount("7654321"));
        Assert.True(_directory.TryGet("acme", out var acme) && acme.Version == 3);
    }

    [Fact]
    public void The_newest_version_wins_whoever_publishes_when()
    {
        Parallel.For(1, 1_000, version => Publish("acme", version % 2 == 0 ? "1234567" : "7654321", version));

        Assert.True(_directory.TryGet("acme", out var acme) && acme.Version == 999);
        Assert.Empty(OfAccount("1234567"));
        Assert.Equal(["acme"], OfAccount("7654321"));
    }

    private void Publish(string name, string? account, long version = 1) => _directory.Publish(new TenantSnapshot(
        TenantName.Parse(name), "default", ScopeSet.Parse("restlets"), account is null ? null : AccountId.Parse(account),
        RestUrl: null, RestletUrl: null, TenantStatus.Connected, IsBoundToAccount: true, Generation: 1, version));

    private IEnumerable<string> OfAccount(string account) =>
        _directory.OfAccount(AccountId.Parse(account)).Select(tenant => tenant.Name.Value).Order(StringComparer.Ordinal);
}
