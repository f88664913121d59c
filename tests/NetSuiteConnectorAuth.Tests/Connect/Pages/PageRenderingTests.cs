using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.Connect.Pages;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect.Pages;

public sealed class PageRenderingTests
{
    public static TheoryData<string> EveryPage => [.. PageSamples.All.Keys];

    public static TheoryData<string> EveryCode => [.. ConnectProblems.Codes];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(EveryPage))]
    public async Task No_page_has_a_script_or_a_style_of_its_own(string name)
    {
        var (_, html) = await GetAsync(name);

        Assert.DoesNotMatch("(?i)<(script|style)|=\"\\s*javascript:", html);
        Assert.DoesNotMatch("(?i)<[a-z][^>]*\\s(style|on[a-z]+)=", Regex.Replace(html, "=\"[^\"]*\"", "=\"\""));
        Assert.DoesNotContain("<!--", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("connected-hostile")]
    [InlineData("problem-hostile")]
    public async Task Hostile_values_arrive_as_text(string name)
    {
        var (_, html) = await GetAsync(name);

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=x", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("connect", 200, "Connect NetSuite · Example Connector", null)]
    [InlineData("connect-corrected", 400, "Please correct: We cannot find this NetSuite account · Example Connector", "account_invalid")]
    [InlineData("progress", 200, "Connecting · Example Connector", null)]
    [InlineData("connected", 200, "Connected · Example Connector", null)]
    [InlineData("failed-permission", 200, "Not connected: The role is missing a permission · Example Connector", "permission_missing")]
    [InlineData("denied", 400, "Not connected: The connection was not approved · Example Connector", "access_denied")]
    [InlineData("link-used", 410, "This link has already done its work · Example Connector", "link_used")]
    [InlineData("nothing-here", 404, "There is nothing at this address · Example Connector", "unknown_route")]
    [InlineData("link-unknown", 404, "Not connected: This link is not valid · Example Connector", "link_unknown")]
    [InlineData("link-expired", 410, "Not connected: This link has expired · Example Connector", "link_expired")]
    [InlineData("unavailable", 503, "Not connected: We cannot finish this right now · Example Connector", "temporarily_unavailable")]
    public async Task The_status_is_in_the_answer_in_the_title_and_in_main(string name, int status, string title, string? code)
    {
        var (response, html) = await GetAsync(name);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(title, WebUtility.HtmlDecode(Regex.Match(html, "<title>(.*?)</title>").Groups[1].Value));
        Assert.Equal(code ?? "", Regex.Match(html, "<main[^>]* data-error=\"([^\"]*)\"").Groups[1].Value);
    }

    [Theory]
    [MemberData(nameof(EveryCode))]
    public async Task A_problem_page_says_everything_that_the_catalogue_knows(string code)
    {
        var problem = ConnectProblems.For(code);
        var model = new ProblemPageModel(new("Example Connector", false, null, null), problem, "/connect/again", "8f14e45fceea167a");
        await using var host = await PageHost.StartAsync(Cancellation, map: routes => routes.MapGet("/problem", () => PageResults.Problem(model)));

        using var response = await host.GetAsync("/problem", Cancellation);
        var text = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Cancellation));

        Assert.All(
            [problem.Title, problem.Cause, problem.Fix, problem.Who, problem.MenuPath ?? "", code, "8f14e45fceea167a", .. problem.AuditTrailWords, .. problem.Permissions],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_denial_speaks_of_the_permission_only_in_case_nobody_denied()
    {
        var (_, html) = await GetAsync("denied");

        var (said, inCase) = (html.Split("<details")[0], html.Split("<details")[1]);
        Assert.DoesNotMatch("Log in using|Manage Roles|AuthorizationExplicitlyDenied", said);
        Assert.Contains("<dd>You</dd>", said, StringComparison.Ordinal);
        Assert.Matches("If you did not choose “Deny”(?s:.*)Log in using OAuth 2.0 Access Tokens(?s:.*)Manage Roles(?s:.*)AuthorizationExplicitlyDenied", WebUtility.HtmlDecode(inCase));
    }

    [Theory]
    [InlineData("link-used")]
    [InlineData("nothing-here")]
    public async Task Where_nothing_went_wrong_no_alarm_is_raised(string name)
    {
        var (_, html) = await GetAsync(name);

        Assert.DoesNotContain("status-problem", html, StringComparison.Ordinal);
        Assert.DoesNotContain("menu-path", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Who can fix it", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<dd>You</dd>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("right-to-left")]
    [InlineData("right-to-left-form")]
    public async Task A_name_in_another_direction_does_not_reorder_the_sentence_around_it(string name)
    {
        var (_, html) = await GetAsync(name);

        var body = WebUtility.HtmlDecode(html.Split("<body>")[1]);
        Assert.Contains("מחבר Example 2", body, StringComparison.Ordinal);
        Assert.DoesNotContain("מחבר Example 2", Regex.Replace(body, "<bdi[^>]*>[^<]*</bdi>", ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_closes_the_page_knows_where_to_look_later()
    {
        var (_, html) = await GetAsync("progress");

        Assert.Contains("Come back to this address to see how it ended.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_receipt_says_what_was_set_up_and_where_to_revoke_it()
    {
        var (_, html) = await GetAsync("connected");
        var text = WebUtility.HtmlDecode(Regex.Replace(html, "<[^>]+>", ""));

        Assert.All(
            [
                "acme", "1234567_SB1", "Sandbox", "role ID 1042", "User ID -5", "REST web services, RESTlets",
                "1Qv5R1w4CHBsu1WAx_ocQ-ergYS95Qb3dFM6Xkfjuyc", "ES256", "14 September 2027", "14 September 2026, 09:30 UTC",
                "OAuth 2.0 Client Credentials (M2M) Setup", "Nothing for you to do",
            ],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/sample/progress", "2")]
    [InlineData("/sample/progress-long", "15")]
    [InlineData("/sample/progress?refresh=off", null)]
    [InlineData("/sample/connected", null)]
    [InlineData("/sample/failed-permission", null)]
    public async Task Only_work_in_progress_reloads_and_less_often_when_it_takes_long(string path, string? seconds)
    {
        await using var host = await PageHost.StartAsync(Cancellation);

        using var response = await host.GetAsync(path, Cancellation);

        Assert.Equal(seconds, response.Headers.TryGetValues("Refresh", out var values) ? values.Single() : null);
    }

    [Fact]
    public async Task A_temporary_failure_says_when_to_come_back()
    {
        var (response, _) = await GetAsync("unavailable");

        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData(0, "current waiting waiting waiting waiting")]
    [InlineData(3, "done done done current waiting")]
    [InlineData(5, "done done done done done")]
    public void The_step_after_the_last_finished_one_is_under_way(int done, string states) =>
        Assert.Equal(states, string.Join(' ', ProgressSteps.UnderWay(done).Select(step => step.State)), ignoreCase: true);

    [Fact]
    public void Nothing_is_under_way_after_a_failure() =>
        Assert.Equal(
            [StepState.Done, StepState.Done, StepState.Failed, StepState.Waiting, StepState.Waiting],
            ProgressSteps.FailedAfter(2).Select(step => step.State));

    private static async Task<(HttpResponseMessage Response, string Html)> GetAsync(string name)
    {
        await using var host = await PageHost.StartAsync(Cancellation);
        var response = await host.GetAsync("/sample/" + name, Cancellation);
        return (response, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
