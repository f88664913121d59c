using Microsoft.Extensions.Logging;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Storage;

/// <summary>What an operator hears of a store that does not work.</summary>
internal static class StoreTrouble
{
    /// <summary>What the readiness check says of this; null when it is well.</summary>
    public static async Task<string?> UnreadyAsync(this Deployment deployment, string name)
    {
        using var anonymous = deployment.Anonymous();
        using var answer = await anonymous.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        var check = (await Deployment.JsonAsync(answer)).GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == name);
        Assert.Equal(check.GetProperty("ok").GetBoolean(), !check.TryGetProperty("detail", out var detail));
        return detail.ValueKind is System.Text.Json.JsonValueKind.Undefined ? null : detail.GetString();
    }

    public static IReadOnlyList<string> Complaints(this Deployment deployment) =>
        [.. deployment.Logs.Lines.Where(line => line.Level >= LogLevel.Error).Select(line => line.Text)];
}
