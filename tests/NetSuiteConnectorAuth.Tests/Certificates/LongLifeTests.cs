using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>More than two years with nobody there: HTTP in, HTTP out, a token at every step, in small steps through each rotation.</summary>
public sealed class LongLifeTests
{
    /// <summary>Not whole days, so that every hour has its turn.</summary>
    private static readonly TimeSpan Stride = TimeSpan.FromHours(9 * 24 - 1);

    /// <summary>A rotation from a minute before it is due until the old certificate is gone.</summary>
    private static readonly TimeSpan[] Rotation =
        [.. new[] { 1, 1, 1, 2, 5, 20, 40, 10, 1, 10, 60 }.Select(minutes => TimeSpan.FromMinutes(minutes))];

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    public Task Eight_hundred_days_without_a_human_and_every_token_is_issued(string algorithm) => LiveAsync(algorithm, null, 3);

    [Fact]
    public Task Also_when_NetSuite_grants_sixty_days_only() => LiveAsync("ES256", 60, 19);

    private static async Task LiveAsync(string algorithm, int? grantedDays, int fewestRotations)
    {
        var time = FakeTime.New();
        await using var deployment = await Deployment.StartAsync(
            settings => settings["Certificates:Algorithm"] = algorithm,
            simulator =>
            {
                simulator.AccessTokenAlgorithm = "ES256";
                simulator.GrantedValidityDays = grantedDays;
            },
            time);
        await deployment.ConnectAsync();
        var foreign = await deployment.UploadForeignAsync(time.GetUtcNow());
        var first = (await deployment.TenantAsync()).GetProperty("certificate").GetProperty("id").GetString();

        var end = time.GetUtcNow() + TimeSpan.FromDays(800);
        while (time.GetUtcNow() < end)
        {
            var left = (await deployment.TenantAsync()).GetProperty("certificate").GetProperty("renews_at").GetDateTimeOffset() - time.GetUtcNow();
            TimeSpan[] steps = left > Stride ? [Stride] : [left - TimeSpan.FromMinutes(1), .. Rotation];
            foreach (var step in steps)
            {
                await deployment.PassAsync(time, step);
                await deployment.TokenAsync();
                await deployment.TokenAsync(more: ("scope", "restlets"));
                Assert.InRange(deployment.Simulator.NetSuite.Active().Count(c => c.Id != foreign), 1, 2);
            }
        }

        var account = deployment.Simulator.NetSuite.FindAccount(Deployment.Account)!;
        var ours = account.Certificates.All.Where(c => c.Id != foreign).ToList();
        Assert.InRange(ours.Count, fewestRotations, fewestRotations * 2);
        Assert.NotEqual(first, (await deployment.TenantAsync()).GetProperty("certificate").GetProperty("id").GetString());
        Assert.All(ours.SkipLast(2), c => Assert.NotNull(c.RevokedAt));
        Assert.InRange(deployment.MostActiveAtOnce() - 1, 1, 2);
        Assert.Null(account.Certificates.Find(foreign)!.RevokedAt);
    }
}
