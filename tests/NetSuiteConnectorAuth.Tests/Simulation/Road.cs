using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using NetSuiteConnectorAuth.Tests.Infrastructure;

namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>The way from one process to NetSuite and back, with everything that may happen on it.</summary>
internal sealed class Road(World world, Mortality mortality) : DelegatingHandler
{
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(5);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var what = $"{request.Method} {Short(request.RequestUri!)}";
        mortality.Pass("before " + what);
        var fault = world.Weather.Next();
        world.Called(what, fault);
        if (what == "POST certificates")
        {
            await NotUploadedYetAsync(request);
        }

        await world.MeanwhileAsync(what);
        mortality.Require(what);
        cancellationToken.ThrowIfCancellationRequested();
        var response = await PlayAsync(fault, request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            world.Note($"      {(int)response.StatusCode} {(fault is Fault.None ? world.NetSuite.Journal.Entries[^1].Cause : null)}");
        }

        mortality.Pass("after " + what);
        return response;
    }

    private async Task<HttpResponseMessage> PlayAsync(Fault fault, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case Fault.RequestLost:
                throw new HttpRequestException(HttpRequestError.ConnectionError, "simulated");
            case Fault.HangsUndone:
                throw TimeOut(cancellationToken);
            case Fault.Throttled:
                return world.Random.Next(2) == 0
                    ? Refuse(HttpStatusCode.TooManyRequests, """{"error":"too_many_requests"}""", ("Retry-After", $"{world.Random.Next(1, (int)LongestRetryAfter.TotalSeconds)}"))
                    : Refuse(HttpStatusCode.TooManyRequests, """{"error":"too_many_requests"}""");
            case Fault.ServerError:
                return Refuse(HttpStatusCode.InternalServerError, """{"error":"server_error"}""");
            case Fault.Unavailable:
                return Refuse(HttpStatusCode.ServiceUnavailable, "");
            case Fault.Html:
                return Page();
            case Fault.Slow:
                world.Time.Advance(TimeSpan.FromSeconds(world.Random.Next(1, 25)));
                cancellationToken.ThrowIfCancellationRequested();
                break;
        }

        var response = await world.Remote.SendAsync(request);
        switch (fault)
        {
            case Fault.AnswerLost:
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "simulated");
            case Fault.HangsDone:
                throw TimeOut(cancellationToken);
            case Fault.ServerErrorDone:
                return Refuse(HttpStatusCode.InternalServerError, """{"error":"server_error"}""");
            case Fault.HtmlDone:
                return Page();
            default:
                return response;
        }
    }

    /// <summary>
    /// The list is asked before each upload, so what is sent is not there. Said of the moment of sending: a process that is held up then
    /// can not know what another one does meanwhile.
    /// </summary>
    private async Task NotUploadedYetAsync(HttpRequestMessage request)
    {
        var upload = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(CancellationToken.None)).RootElement;
        using var certificate = X509Certificate2.CreateFromPem(upload.GetProperty("fileContent").GetString());
        var id = Base64Url.EncodeToString(SHA256.HashData(certificate.RawData));
        if (world.NetSuite.Accounts.Any(account => account.Certificates.Find(id) is not null))
        {
            world.Complaint = $"certificate {id} is uploaded once more";
        }
    }

    private OperationCanceledException TimeOut(CancellationToken cancellationToken)
    {
        world.Time.Advance(TimeSpan.FromSeconds(31));
        cancellationToken.ThrowIfCancellationRequested();
        throw new InvalidOperationException("A call without a time-out.");
    }

    private static HttpResponseMessage Page() => FakeNetSuite.Response(HttpStatusCode.OK, "<html><body>Please wait</body></html>", "text/html");

    private HttpResponseMessage Refuse(HttpStatusCode status, string body, params (string Name, string Value)[] headers) => FakeNetSuite.Response(
        status, body, "application/json", [("Date", world.NetSuite.Clock.GetUtcNow().ToString("R")), .. headers]);

    private static string Short(Uri url) => url.AbsolutePath.Split('/') switch
    {
        [.., "certificates", _, "revoke"] => "revoke certificate",
        [.., var last] => last,
        _ => url.AbsolutePath,
    };
}
