using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Callers;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Callers;

public sealed class CallerDirectoryTests
{
    private static readonly Secret Old = Secret.Random();
    private static readonly Secret New = Secret.Random();
    private static readonly Secret Foreign = Secret.Random();

    private readonly FakeTimeProvider _time = new();
    private readonly CallerDirectory _directory;

    public CallerDirectoryTests() => _directory = new(
        [
            Options("job", [Old, New], requestsPerMinute: 2, tenants: ["acme", "globex-*"]),
            Options("single", [Foreign], requestsPerMinute: null, tenants: ["acme"]),
            Options("keys-only", [], requestsPerMinute: null, tenants: ["*"]),
        ],
        [],
        _time);

    [Fact]
    public void Every_live_secret_of_a_caller_is_accepted()
    {
        Assert.Equal("job", _directory.Authenticate("job", Old)?.Caller.ClientId);
        Assert.Equal("job", _directory.Authenticate("job", New)?.Caller.ClientId);
    }

    [Fact]
    public void Nobody_else_is()
    {
        Assert.Null(_directory.Authenticate("job", Foreign));
        Assert.Null(_directory.Authenticate("job", Secret.Random()));
        Assert.Null(_directory.Authenticate("JOB", Old));
        Assert.Null(_directory.Authenticate("nobody", Old));
        Assert.Null(_directory.Authenticate("", Old));
        Assert.Null(_directory.Authenticate("keys-only", Old));
    }

    [Fact]
    public void The_hash_is_not_the_secret() => Assert.Null(_directory.Authenticate("job", new Secret(SecretHash.Of(Old).ToString())));

    [Fact]
    public void A_caller_sees_its_tenants_and_no_other()
    {
        var caller = _directory.Authenticate("job", Old)!.Value.Caller;

        Assert.True(caller.MaySee("acme"));
        Assert.True(caller.MaySee("globex-7"));
        Assert.False(caller.MaySee("acme-2"));
        Assert.Null(caller.OnlyTenant);
        Assert.Equal("acme", _directory.Authenticate("single", Foreign)!.Value.Caller.OnlyTenant);
    }

    [Theory]
    [InlineData(Permissions.Token, true)]
    [InlineData(Permissions.Token | Permissions.Manage, true)]
    [InlineData(Permissions.Manage, false)]
    [InlineData(Permissions.None, false)]
    public void One_of_the_permissions_asked_for_is_enough_and_none_is_not(Permissions anyOf, bool expected) =>
        Assert.Equal(expected, _directory.Authenticate("job", Old)!.Value.Caller.HasAny(anyOf));

    [Fact]
    public void A_caller_over_its_rate_waits_until_its_oldest_request_is_a_minute_old()
    {
        var caller = _directory.Authenticate("job", Old)!.Value.Caller;

        Assert.Null(caller.CountRequest());
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(caller.CountRequest());
        Assert.Equal(TimeSpan.FromSeconds(40), caller.CountRequest());

        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(caller.CountRequest());
        Assert.Equal(TimeSpan.FromSeconds(20), caller.CountRequest());
    }

    [Fact]
    public void Refused_requests_do_not_push_the_end_of_the_wait_away()
    {
        var caller = _directory.Authenticate("job", Old)!.Value.Caller;
        for (var i = 0; i < 100; i++)
        {
            caller.CountRequest();
        }

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(caller.CountRequest());
    }

    [Fact]
    public void A_caller_without_a_rate_and_its_neighbour_are_not_held_up()
    {
        var job = _directory.Authenticate("job", Old)!.Value.Caller;
        var single = _directory.Authenticate("single", Foreign)!.Value.Caller;

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Null(single.CountRequest()));
        Assert.Null(job.CountRequest());
    }

    [Fact]
    public void Who_is_still_there_after_a_change_keeps_its_rate_and_its_last_use()
    {
        var before = _directory.Authenticate("job", Old)!.Value;
        before.Admit(_time.GetUtcNow());
        before.Admit(_time.GetUtcNow());

        _directory.Replace([Options("job", [Old], requestsPerMinute: 2, tenants: ["*"]), Options("fresh", [Foreign], null, ["*"])], []);

        var after = _directory.Authenticate("job", Old)!.Value;
        Assert.Equal(CallerRefusal.RateLimited, after.Admit(_time.GetUtcNow()).Refusal);
        Assert.Same(before.Credential, after.Credential);
        Assert.True(after.Caller.MaySee("anything"));
        Assert.Null(_directory.Authenticate("job", New));
        Assert.Null(_directory.Authenticate("single", Foreign));
        Assert.NotNull(_directory.Authenticate("fresh", Foreign));
        Assert.Equal(["job", "fresh"], _directory.Credentials.Select(use => use.ClientId));
    }

    [Fact]
    public void A_changed_rate_begins_anew()
    {
        _directory.Authenticate("job", Old)!.Value.Caller.CountRequest();
        _directory.Replace([Options("job", [Old], requestsPerMinute: 1, tenants: ["*"])], []);

        var caller = _directory.Authenticate("job", Old)!.Value.Caller;

        Assert.Null(caller.CountRequest());
        Assert.NotNull(caller.CountRequest());
    }

    private static CallerOptions Options(string clientId, Secret[] secrets, int? requestsPerMinute, string[] tenants) => new(
        clientId,
        [.. secrets.Select(SecretHash.Of)],
        PublicKeys: [],
        [.. tenants.Select(text => TenantPattern.Parse(text)!)],
        Permissions.Token,
        requestsPerMinute);
}
