using System.Collections.Concurrent;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>Stands where the service leaves: a call to anything but the simulator throws, and every secret that passes is noted.</summary>
public sealed class OutboundGuard(Uri simulator, SecretScan secrets, ConcurrentQueue<Uri> unexpected) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var target = request.RequestUri!;
        if (target.Authority != simulator.Authority || request.Headers.Contains("Cookie"))
        {
            unexpected.Enqueue(target);
            throw new InvalidOperationException($"An outbound call nobody expected: {target.GetLeftPart(UriPartial.Path)}");
        }

        if (request.Headers.Authorization?.Parameter is { } credentials)
        {
            secrets.Note(credentials);
        }

        if (request.Content is not null)
        {
            secrets.NoteParameters(await request.Content.ReadAsStringAsync(cancellationToken));
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (response.Content.Headers.ContentLength is < 100_000)
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            secrets.NoteTokens(await response.Content.ReadAsStringAsync(cancellationToken));
        }

        return response;
    }
}
