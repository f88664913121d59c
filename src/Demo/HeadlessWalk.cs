using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetSuiteSimulator;

namespace Demo;

/// <summary>The main job from the connect link to a NetSuite read, each request a printed step.</summary>
internal sealed class HeadlessWalk(DemoDeployment deployment, Screen screen)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _time = TimeProvider.System;
    private int _steps;

    public async Task RunAsync(CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(Patience);
        using var job = new SyncJob(deployment.InternalUrl, DemoDeployment.Caller, deployment.CallerSecret);
        var started = _time.GetTimestamp();

        screen.Line();
        await ConnectAsync(job, limit.Token);
        var token = await TokenAsync(job, limit.Token);
        var customer = await ReadAsync(job, token, limit.Token);

        ShowAssertion();
        ShowToken(token);
        ShowCustomer(customer);
        screen.Success(string.Create(
            CultureInfo.InvariantCulture,
            $"Link, consent, certificate, token, NetSuite read: {_time.GetElapsedTime(started).TotalSeconds:0.0} s."));
    }

    private async Task ConnectAsync(SyncJob job, CancellationToken cancellationToken)
    {
        using var admin = new AdminBrowser();
        var created = await StepAsync(
            "Your backend asks for a link", HttpStatusCode.Created, () => job.LinkAsync(DemoDeployment.Tenant, DemoDeployment.Account, cancellationToken));
        var link = (await JsonAsync(created, cancellationToken)).GetProperty("url").GetString()!;
        var opened = await StepAsync("Your customer's admin opens it", HttpStatusCode.Redirect, () => admin.OpenAsync(new Uri(link), cancellationToken));
        var consent = await StepAsync("NetSuite asks for consent", HttpStatusCode.OK, () => admin.FollowAsync(opened, cancellationToken));
        var choices = new Dictionary<string, string>
        {
            ["user"] = DemoDeployment.User.ToString(CultureInfo.InvariantCulture),
            ["role"] = DemoDeployment.Role.ToString(CultureInfo.InvariantCulture),
            ["decision"] = "allow",
        };
        var allowed = await StepAsync(
            $"Admin allows: user {DemoDeployment.User}, role {DemoDeployment.Role}",
            HttpStatusCode.Redirect,
            () => admin.SubmitAsync(consent, choices, cancellationToken));
        var accepted = await StepAsync("Code exchanged for the first token", HttpStatusCode.SeeOther, () => admin.FollowAsync(allowed, cancellationToken));
        await StepAsync("Certificate made, uploaded, proven", HttpStatusCode.OK, () => ReceiptAsync(admin, accepted, cancellationToken));
    }

    /// <summary>The result page until it no longer asks the browser to come again.</summary>
    private async Task<HttpResponseMessage> ReceiptAsync(AdminBrowser admin, HttpResponseMessage accepted, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await admin.FollowAsync(accepted, cancellationToken);
            if (!page.Headers.Contains("Refresh"))
            {
                return await Answers.ErrorOfAsync(page, cancellationToken) is { } error
                    ? throw new DemoFailure($"The result page says {error}.")
                    : page;
            }

            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    private async Task<JsonElement> TokenAsync(SyncJob job, CancellationToken cancellationToken)
    {
        _ = await StepAsync("Job asks for a token", HttpStatusCode.OK, () => job.TokenAsync(DemoDeployment.Tenant, cancellationToken));
        var again = await StepAsync("Job asks again: from memory", HttpStatusCode.OK, () => job.TokenAsync(DemoDeployment.Tenant, cancellationToken));
        return await JsonAsync(again, cancellationToken);
    }

    private async Task<JsonElement> ReadAsync(SyncJob job, JsonElement token, CancellationToken cancellationToken)
    {
        var url = token.GetProperty("rest_url").GetString() + "/services/rest/record/v1/customer/1";
        var read = await StepAsync(
            "Job reads a customer with it", HttpStatusCode.OK, () => job.ReadAsync(url, token.GetProperty("access_token").GetString()!, cancellationToken));
        return await JsonAsync(read, cancellationToken);
    }

    private async Task<HttpResponseMessage> StepAsync(string what, HttpStatusCode expected, Func<Task<HttpResponseMessage>> send)
    {
        var started = _time.GetTimestamp();
        var response = await send();
        screen.Step(++_steps, what, Answers.RequestOf(response), (int)response.StatusCode, _time.GetElapsedTime(started));
        return response.StatusCode == expected
            ? response
            : throw new DemoFailure($"Step {_steps} should have answered {(int)expected}: {await Answers.ErrorOfAsync(response, default) ?? "no reason given"}.");
    }

    private void ShowAssertion()
    {
        var minted = deployment.Simulator.NetSuite.Journal.Entries.Last(entry => entry.Operation == Operation.TokenClientCredentials);
        screen.Heading("The client assertion NetSuite took (its signature was verified and not kept)");
        screen.Json(new { header = minted.AssertionHeader, payload = minted.AssertionPayload });
    }

    private void ShowToken(JsonElement token)
    {
        var answer = JsonObject.Create(token)!;
        answer["access_token"] = Answers.Shorten(token.GetProperty("access_token").GetString()!);
        screen.Heading("The answer of POST /token");
        screen.Json(answer);
    }

    private void ShowCustomer(JsonElement customer)
    {
        screen.Heading("The customer it read");
        screen.Json(customer);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken))!;
}
