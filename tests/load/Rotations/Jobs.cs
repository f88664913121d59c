using System.Diagnostics;

namespace Load;

/// <summary>A few jobs that want tokens of random tenants, each twenty times a second, until they are stopped.</summary>
internal sealed class Jobs : IAsyncDisposable
{
    private const int Count = 4;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<double> _milliseconds = [];
    private readonly Task _work;
    private readonly int _tenants;

    public Jobs(Scene scene, int tenants)
    {
        _http = new HttpClient { BaseAddress = new Uri(scene.InternalUrl), DefaultRequestHeaders = { Authorization = Admins.AuthorizationOf(scene) } };
        _tenants = tenants;
        _work = Task.WhenAll(Enumerable.Range(0, Count).Select(_ => AskAsync()));
    }

    public int Failed { get; private set; }

    public int Asked => _milliseconds.Count;

    public double Slowest => _milliseconds.Max();

    public double Percentile(double part) => _milliseconds.Order().ElementAt((int)((_milliseconds.Count - 1) * part));

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _http.Dispose();
    }

    private async Task AskAsync()
    {
        using var timer = new PeriodicTimer(Pace);
        while (!_stop.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            var isGiven = await IsGivenAsync(Admins.NameOf(Random.Shared.Next(_tenants)));
            lock (_milliseconds)
            {
                _milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                Failed += isGiven ? 0 : 1;
            }

            await timer.WaitForNextTickAsync();
        }
    }

    private async Task<bool> IsGivenAsync(string tenant)
    {
        try
        {
            using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("tenant", tenant)]);
            using var answer = await _http.PostAsync(new Uri("/token", UriKind.Relative), form);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
