using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Callers;

/// <summary>A caller that may ask twice a minute, and what its assertions cost the store.</summary>
public sealed class AssertionRateTests(AssertionDeployment shared) : IClassFixture<AssertionDeployment>
{
    private const string Believed = "invalid_target";
    private const string Refused = "invalid_client";
    private const string TooMany = "slow_down";

    private readonly FakeTimeProvider _time = shared.Time;
    private readonly SigningCaller _hurried = shared.Hurried;
    private readonly RunningService _service = shared.Service;

    [Fact]
    public async Task The_callers_rate_holds_for_assertions_too()
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Believed, await AskAsync(_hurried.Assertion()));
        Assert.Equal(Believed, await AskAsync(_hurried.Assertion()));
        Assert.Equal(TooMany, await AskAsync(_hurried.Assertion()));
    }

    [Fact]
    public async Task Who_is_over_its_rate_writes_no_row_and_may_show_the_same_assertion_again()
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        await AskAsync(_hurried.Assertion());
        await AskAsync(_hurried.Assertion());
        var rows = await RowsAsync();
        var early = _hurried.Assertion();

        Assert.Equal(TooMany, await AskAsync(early));
        Assert.Equal(TooMany, await AskAsync(_hurried.Assertion()));
        Assert.Equal(rows, await RowsAsync());

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Believed, await AskAsync(early));
        Assert.Equal(rows + 1, await RowsAsync());
    }

    [Fact]
    public async Task An_assertion_shown_again_takes_nothing_from_the_callers_rate()
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        var stolen = _hurried.Assertion();
        Assert.Equal(Believed, await AskAsync(stolen));

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(Refused, await AskAsync(stolen));
        }

        Assert.Equal(Believed, await AskAsync(_hurried.Assertion()));
    }

    private async Task<int> RowsAsync()
    {
        await using var db = await _service.Services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>().CreateDbContextAsync(Jobs.Cancelled);
        return await db.UsedAssertions.CountAsync(Jobs.Cancelled);
    }

    private async Task<string> AskAsync(string assertion)
    {
        using var answer = await SigningCaller.AskAsync(_service.Internal, assertion);
        return (await OAuthError.ReadAsync(answer)).Error;
    }
}
