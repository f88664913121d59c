using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NetSuiteConnectorAuth.Tests.NetSuite;

/// <summary>A TCP listener that reads what looks like a request and then does what the test says: no mock server misbehaves this badly.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _firstRequest = new();
    private readonly Task _accepting;
    private int _connections;

    public RawServer(Func<NetworkStream, CancellationToken, Task> answer)
    {
        _listener.Start();
        _accepting = AcceptAsync(answer);
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Connections => _connections;

    /// <summary>Ends when a request has arrived.</summary>
    public Task FirstRequest => _firstRequest.Task;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Func<NetworkStream, CancellationToken, Task> answer)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Interlocked.Increment(ref _connections);
                await using var stream = client.GetStream();
                await ReadRequestAsync(stream);
                _firstRequest.TrySetResult();
                await answer(stream, _stopping.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
        {
            // The test is over, or the client has left.
            _firstRequest.TrySetResult();
        }
    }

    /// <summary>Until the header has ended and the announced body is there; a TLS greeting is taken as it comes.</summary>
    private async Task ReadRequestAsync(NetworkStream stream)
    {
        var received = new StringBuilder();
        var chunk = new byte[16 * 1024];
        do
        {
            var read = await stream.ReadAsync(chunk, _stopping.Token);
            if (read == 0)
            {
                return;
            }

            received.Append(Encoding.Latin1.GetString(chunk, 0, read));
        }
        while (received[0] is >= 'A' and <= 'Z' && !IsComplete(received.ToString()));
    }

    private static bool IsComplete(string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var length = request[..end].Split("\r\n")
            .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            .Select(line => int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture))
            .FirstOrDefault();
        return request.EndsWith("0\r\n\r\n", StringComparison.Ordinal) || (length > 0 && request.Length >= end + 4 + length);
    }
}
