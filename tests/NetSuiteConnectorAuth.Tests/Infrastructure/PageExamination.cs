using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>What a machine can say of a page as it stands.</summary>
public static class PageExamination
{
    private static readonly AxeRunOptions ViolationsOnly = new() { ResultTypes = [ResultType.Violations] };

    /// <summary>Axe's findings, each with the elements it means. Needs script.</summary>
    public static async Task<string[]> FindingsAsync(this IPage page) =>
    [
        .. (await page.RunAxe(ViolationsOnly)).Violations
            .Select(violation => $"{violation.Id}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}"),
    ];

    public static async Task<bool> ScrollsSidewaysAsync(this IPage page) =>
        await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth");
}
