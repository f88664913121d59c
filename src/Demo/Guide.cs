using System.Text.Json;

namespace Demo;

/// <summary>Says what to click and what to type, and tells when it has worked. Ends with Ctrl+C.</summary>
internal sealed class Guide(DemoDeployment deployment, Screen screen)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var job = new SyncJob(deployment.InternalUrl, DemoDeployment.Caller, deployment.CallerSecret);
        var created = await job.LinkAsync(DemoDeployment.Tenant, DemoDeployment.Account, stopping);
        created.EnsureSuccessStatusCode();
        var link = (await created.Content.ReadFromJsonAsync<JsonElement>(stopping)).GetProperty("url").GetString()!;

        ShowLink(link);
        ShowToken();
        ShowPlaces();
        try
        {
            await ReportAsync(job, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            screen.Line();
        }
    }

    private void ShowLink(string link)
    {
        screen.Heading("1  As your customer's admin, open");
        screen.Link(link);
        screen.Line();
        screen.Fact("account", $"{DemoDeployment.Account} (the link names it)");
        screen.Fact("user", $"Integration User ({DemoDeployment.User})");
        screen.Fact("role", $"Example Connector Role ({DemoDeployment.Role}); 1043 and 1044 show what a missing permission looks like");
        screen.Fact("then", "Allow");
    }

    private void ShowToken()
    {
        screen.Heading("2  As a sync job, ask for a token");
        screen.Line($"curl -u {Credentials} {deployment.InternalUrl}token \\");
        screen.Line($"     -d grant_type=client_credentials -d tenant={DemoDeployment.Tenant}");
    }

    private void ShowPlaces()
    {
        screen.Heading("3  Look around");
        screen.Fact("status", $"curl -u {Credentials} {deployment.InternalUrl}status");
        screen.Fact("tenant", $"curl -u {Credentials} {deployment.InternalUrl}tenants/{DemoDeployment.Tenant}");
        screen.Fact("metrics", $"{deployment.InternalUrl}metrics");
        screen.Fact("API", $"{deployment.InternalUrl}openapi/v1.json");
        screen.Fact("simulator", $"{deployment.Simulator.BaseAddress}_simulator");
        screen.Fact("data", deployment.Folder.Path + (deployment.Folder.IsKept ? "" : " (deleted at the end; --data DIR keeps it)"));
        screen.Line();
        screen.Line(screen.Dim("Ctrl+C ends it."));
    }

    /// <summary>One line whenever the connection's status changes.</summary>
    private async Task ReportAsync(SyncJob job, CancellationToken stopping)
    {
        var last = "";
        while (true)
        {
            var response = await job.TenantAsync(DemoDeployment.Tenant, stopping);
            if (response.IsSuccessStatusCode)
            {
                var tenant = await response.Content.ReadFromJsonAsync<JsonElement>(stopping);
                var status = tenant.GetProperty("status").GetString()!;
                var reason = tenant.GetProperty("health_reason").GetString();
                var now = reason is null ? status : $"{status}: {reason}";
                if (now != last)
                {
                    screen.Fact(DemoDeployment.Tenant, now);
                    last = now;
                }
            }

            await Task.Delay(Pause, TimeProvider.System, stopping);
        }
    }

    private string Credentials => $"{DemoDeployment.Caller}:{deployment.CallerSecret.Reveal()}";
}
