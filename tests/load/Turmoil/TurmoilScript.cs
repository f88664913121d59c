using System.Net;

namespace Load;

/// <summary>What happens while the callers ask. Every moment is noted as it really was, for a busy machine takes its time.</summary>
internal sealed class TurmoilScript(Scene scene, Timeline timeline, SecretRotation secrets, Func<Task<ChildProcess>> start, ChildProcess service) : IAsyncDisposable
{
    /// <summary>Seconds that a 429 asks for: shorter than the time-out, so its last word is not heard longer than that of a hang.</summary>
    private const int RetryAfter = 2;

    private static readonly TimeSpan Throttling = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Hanging = TimeSpan.FromSeconds(20);

    private readonly HttpClient _operator = new()
    {
        BaseAddress = new Uri(scene.InternalUrl),
        DefaultRequestHeaders = { Authorization = Admins.AuthorizationOf(scene) },
    };

    private ChildProcess _service = service;
    private int _renewed;

    /// <summary>Tenants whose certificate was to be renewed while NetSuite was well.</summary>
    public int RenewedInPeace { get; private set; }

    /// <summary>Tenants whose certificate was to be renewed at all.</summary>
    public int Renewed => _renewed;

    public async Task RunAsync()
    {
        timeline.Begin("calm");
        await timeline.UntilAsync(4);
        timeline.Begin("secrets rotate");
        await RotateSecretsAsync();
        timeline.Begin("certificates rotate");
        await RenewAsync(5);
        RenewedInPeace = _renewed;

        await timeline.UntilAsync(13);
        timeline.Begin("NetSuite answers 429, certificates rotate");
        await InTroubleAsync("netsuite_throttled", () => scene.ThrottleTokensAsync(RetryAfter), async () =>
        {
            var until = timeline.Now + Throttling;
            await timeline.UntilAsync(16);
            await RenewAsync(3);
            await timeline.UntilAsync(until.TotalSeconds);
        });

        timeline.Begin("after the 429");
        await timeline.UntilAsync(25);
        timeline.Begin("restart in good order");
        await RenewAsync(3);
        await RestartAsync(stopped => stopped.DisposeAsync().AsTask());

        await timeline.UntilAsync(29);
        timeline.Begin("NetSuite hangs, secrets and certificates rotate");
        await InTroubleAsync("netsuite_unavailable", scene.HangTokensAsync, async () =>
        {
            var until = timeline.Now + Hanging;
            await timeline.UntilAsync(31);
            await RenewAsync(3);
            await RotateSecretsAsync();
            await timeline.UntilAsync(41);
            timeline.Begin("kill -9 while NetSuite hangs");
            await RestartAsync(async killed =>
            {
                await killed.KillAsync();
                await killed.DisposeAsync();
            });
            await timeline.UntilAsync(until.TotalSeconds);
        });
        timeline.Begin("after the hang");
    }

    public async ValueTask DisposeAsync()
    {
        _operator.Dispose();
        await _service.DisposeAsync();
    }

    /// <summary>The old secrets go when what was asked with them must be answered.</summary>
    private Task RotateSecretsAsync() => secrets.RunAsync(() => _service, TurmoilLoad.LongestAnswer);

    private async Task RenewAsync(int tenants)
    {
        for (var left = tenants; left > 0; left--)
        {
            using var answer = await _operator.PostAsync(new Uri($"/tenants/{Admins.NameOf(_renewed++)}/rotate", UriKind.Relative), null);
            if (answer.StatusCode != HttpStatusCode.Accepted)
            {
                throw new InvalidOperationException($"POST /rotate was answered by {(int)answer.StatusCode}.");
            }
        }
    }

    private async Task InTroubleAsync(string code, Func<Task> begin, Func<Task> meanwhile)
    {
        var from = timeline.Now;
        await begin();
        await meanwhile();
        await scene.ClearFaultsAsync();
        timeline.Troubles.Add(new Trouble(new Span(from, timeline.Now), code));
    }

    private async Task RestartAsync(Func<ChildProcess, Task> stop)
    {
        var from = timeline.Now;
        await stop(_service);
        _service = await start();
        timeline.Gaps.Add(new Span(from, timeline.Now));
    }
}
