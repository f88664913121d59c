using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>NetSuite as the far end of an <see cref="HttpClient"/>: answers what the test says, one answer a request, and keeps what came.</summary>
internal sealed class FakeNetSuite : HttpMessageHandler
{
    private readonly ConcurrentQueue<Func<SeenRequest, CancellationToken, Task<HttpResponseMessage>>> _answers = new();
    private readonly ConcurrentQueue<SeenRequest> _requests = new();

    public IReadOnlyList<SeenRequest> Requests => [.. _requests];

    public FakeNetSuite Answers(HttpStatusCode status, string body = "", string? contentType = "application/json", params (string Name, string Value)[] headers) =>
        Answers(_ => Response(status, body, contentType, headers));

    public FakeNetSuite Answers(Func<SeenRequest, HttpResponseMessage> answer) => Answers((request, _) => Task.FromResult(answer(request)));

    public FakeNetSuite Answers(Func<SeenRequest, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    public FakeNetSuite Fails(HttpRequestError error) => Answers((_, _) => throw new HttpRequestException(error, "scripted"));

    /// <summary>Never answers; ends when the request is given up.</summary>
    public FakeNetSuite Hangs() => Answers(async (_, cancellation) =>
    {
        await new TaskCompletionSource().Task.WaitAsync(cancellation);
        throw new InvalidOperationException("Unreachable.");
    });

    public static HttpResponseMessage Response(
        HttpStatusCode status, string body = "", string? contentType = "application/json", params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        if (contentType is not null)
        {
            response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var seen = new SeenRequest(
            request.Method.Method,
            request.RequestUri!,
            request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        _requests.Enqueue(seen);
        return _answers.TryDequeue(out var answer)
            ? await answer(seen, cancellationToken)
            : throw new InvalidOperationException($"Nobody expected {seen.Method} {seen.Url}.");
    }
}
