using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>The many ways in which the same form comes over the wire.</summary>
[Collection<Connected>]
public sealed class TokenFormTests(ConnectedDeployment connected)
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Grant = "grant_type=client_credentials";
    private const int Limit = 64 * 1024;

    private static readonly OAuthError Malformed = new(400, "invalid_request", "malformed_request");
    private static readonly OAuthError TooLarge = new(413, "invalid_request", "payload_too_large");

    private readonly Deployment _deployment = connected.Deployment;

    [Theory]
    [InlineData("%67rant_type=client_credentials&t%65nant=acme", "rest_webservices restlets")]
    [InlineData("grant%5Ftype=client%5fcredentials&tenant=%61cme", "rest_webservices restlets")]
    [InlineData($"{Grant}&tenant=acme&scope=restlets+rest_webservices", "rest_webservices restlets")]
    [InlineData($"{Grant}&tenant=acme&scope=restlets%20rest_webservices", "rest_webservices restlets")]
    [InlineData($"{Grant}&tenant=acme&scope=restlets", "restlets")]
    [InlineData($"{Grant}&tenant=acme&scope=&min_ttl=&rejected_token=&resource=&client_id=&client_secret=", "rest_webservices restlets")]
    [InlineData($"{Grant}&tenant=acme&scope", "rest_webservices restlets")]
    [InlineData($"&&{Grant}&&tenant=acme&", "rest_webservices restlets")]
    [InlineData($"{Grant}&tenant=acme&rejected_token=a=b==", "rest_webservices restlets")]
    [InlineData($"{Grant}&tenant=acme&unheard%20of=1&unheard+off", "rest_webservices restlets")]
    [InlineData($"{Grant}&tenant=acme&%ff=%ff", "rest_webservices restlets")]
    public async Task A_form_is_read_as_the_standard_has_it(string body, string scope)
    {
        var answer = await PostAsync(_deployment.Internal, Content(body));

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Jobs.Cancelled));
        var json = await Deployment.JsonAsync(answer);
        Assert.Equal(("acme", scope), (json.GetProperty("tenant").GetString(), json.GetProperty("scope").GetString()));
    }

    [Theory]
    // A query's question mark is not part of it; a form's is.
    [InlineData($"?{Grant}&tenant=acme")]
    [InlineData($"{Grant}&tenant=acme&t%65nant=acme")]
    [InlineData($"{Grant}&tenant=acme&tenant")]
    [InlineData($"{Grant}&tenant=acme&%54enant=acme")]
    [InlineData($"{Grant}&tenant=acme&a+b=1&a%20b=2")]
    [InlineData($"{Grant}&tenant=acme&min_ttl=+5")]
    [InlineData(Grant)]
    [InlineData("%")]
    [InlineData("{\"grant_type\":\"client_credentials\"}")]
    public async Task A_form_that_may_be_read_in_two_ways_is_not_read(string body) =>
        Assert.Equal(Malformed, await OAuthError.ReadAsync(await PostAsync(_deployment.Internal, Content(body))));

    [Theory]
    [InlineData($"{Grant};tenant=acme", 400, "unsupported_grant_type", null)]
    [InlineData($"{Grant}%26tenant=acme", 400, "unsupported_grant_type", null)]
    [InlineData($"{Grant}&tenant=acme%00", 400, "invalid_target", "unknown_tenant")]
    [InlineData($"{Grant}&tenant=acm%6", 400, "invalid_target", "unknown_tenant")]
    [InlineData($"{Grant}&tenant=+acme", 400, "invalid_target", "unknown_tenant")]
    public async Task What_only_looks_like_a_value_is_not_that_value(string body, int status, string error, string? errorCode) =>
        Assert.Equal(new OAuthError(status, error, errorCode), await OAuthError.ReadAsync(await PostAsync(_deployment.Internal, Content(body))));

    [Theory]
    [InlineData("APPLICATION/X-WWW-FORM-URLENCODED", true)]
    [InlineData("application/x-www-form-urlencoded; charset=utf-8", true)]
    [InlineData("Application/X-Www-Form-Urlencoded;Charset=\"UTF-8\"", true)]
    [InlineData("application/x-www-form-urlencoded ; charset=UTF-8; x=y", true)]
    [InlineData("application/x-www-form-urlencoded-not", false)]
    [InlineData("application/x-www-form", false)]
    [InlineData("text/x-www-form-urlencoded", false)]
    [InlineData("charset=utf-8", false)]
    public async Task The_type_is_compared_without_its_parameters_and_its_case(string contentType, bool isForm)
    {
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes($"{Grant}&tenant=acme"));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        var answer = await PostAsync(_deployment.Internal, content);

        Assert.Equal(isForm ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_comes_byte_by_byte_is_read_to_its_end(bool isChunked)
    {
        using var client = Trickle.ClientOf(_deployment.Internal);

        var answer = await PostAsync(client, Content($"{Grant}&scope=restlets&tenant=beta"), isChunked);

        var json = await Deployment.JsonAsync(answer);
        Assert.Equal(("beta", "restlets"), (json.GetProperty("tenant").GetString(), json.GetProperty("scope").GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_pauses_in_the_middle_of_a_name_is_waited_for(bool isChunked)
    {
        await _deployment.Requests.WaitForAsync(0);
        using var client = Trickle.Like(_deployment.Internal);
        using var content = new Halting(() => _deployment.Requests.WaitForAsync(1), $"{Grant}&ten", "ant=acme");

        var answer = await PostAsync(client, content, isChunked);

        Assert.Equal("acme", (await Deployment.JsonAsync(answer)).GetProperty("tenant").GetString());
    }

    [Theory]
    [InlineData("tenant=acme", HttpStatusCode.OK)]
    [InlineData("tenant=acme&tenant=acme", HttpStatusCode.BadRequest)]
    public async Task Who_asks_first_whether_to_send_the_body_is_told_to(string parameters, HttpStatusCode expected)
    {
        // Would wait for a minute.
        using var client = Trickle.Like(_deployment.Internal);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token") { Content = Content($"{Grant}&{parameters}") };
        request.Headers.ExpectContinue = true;

        Assert.Equal(expected, (await client.SendAsync(request, Jobs.Cancelled)).StatusCode);
    }

    [Theory]
    [InlineData(Limit, false)]
    [InlineData(Limit - 1024, true)]
    public async Task A_body_as_large_as_may_be_is_read(int bytes, bool isChunked)
    {
        var answer = await PostAsync(_deployment.Internal, Content(BodyOf(bytes)), isChunked);

        Assert.Equal("acme", (await Deployment.JsonAsync(answer)).GetProperty("tenant").GetString());
    }

    [Theory]
    [InlineData(Limit + 1, false)]
    [InlineData(Limit + 1, true)]
    [InlineData(4 * Limit, true)]
    public async Task A_larger_one_is_refused_whether_it_says_so_beforehand_or_not(int bytes, bool isChunked)
    {
        var answer = await PostAsync(_deployment.Internal, Content(BodyOf(bytes)), isChunked);

        Assert.Equal(TooLarge, await OAuthError.ReadAsync(answer));
    }

    [Fact]
    public async Task Who_still_sends_when_it_is_refused_gets_the_answer_too()
    {
        var server = _deployment.App.Services.GetRequiredService<ListenerAddresses>().Internal;
        using var socket = await Trickle.ConnectAsync(new DnsEndPoint(server.Host, server.Port), Jobs.Cancelled);
        await SendAsync($"POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: {Form}\r\nTransfer-Encoding: chunked\r\n\r\n{Chunk(Limit + 1)}");
        using var reader = new StreamReader(new NetworkStream(socket, ownsSocket: false));

        Assert.Equal("HTTP/1.1 413 Payload Too Large", await reader.ReadLineAsync(Jobs.Cancelled));
        for (var more = 0; more < 10; more++)
        {
            await SendAsync(Chunk(Limit));
        }

        // The end of it, and another request on the same connection.
        await SendAsync("0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        while (await reader.ReadLineAsync(Jobs.Cancelled) is { } line)
        {
            if (line.EndsWith("HTTP/1.1 200 OK", StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail("The connection was closed.");

        async Task SendAsync(string text)
        {
            for (var bytes = Encoding.ASCII.GetBytes(text).AsMemory(); bytes.Length > 0;)
            {
                bytes = bytes[await socket.SendAsync(bytes, Jobs.Cancelled)..];
            }
        }

        static string Chunk(int bytes) => $"{bytes:x}\r\n{new string('x', bytes)}\r\n";
    }

    [Theory]
    [InlineData("/token")]
    [InlineData("/tenants/acme/token")]
    public async Task An_empty_body_in_chunks_is_an_empty_form(string path)
    {
        using var content = Content("");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.TransferEncodingChunked = true;

        Assert.Equal(Malformed, await OAuthError.ReadAsync(await _deployment.Internal.SendAsync(request, Jobs.Cancelled)));
    }

    [Fact]
    public async Task A_job_that_dies_in_the_middle_of_its_body_is_no_trouble_of_ours()
    {
        int Complaints() => _deployment.Logs.Text.Split("the store or the key ring does not work now").Length;
        await _deployment.Requests.WaitForAsync(0);
        var before = Complaints();
        var server = _deployment.App.Services.GetRequiredService<ListenerAddresses>().Internal;
        using (var socket = await Trickle.ConnectAsync(new DnsEndPoint(server.Host, server.Port), Jobs.Cancelled))
        {
            // Reset, as by a process that was killed.
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            await socket.SendAsync(
                Encoding.ASCII.GetBytes($"POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: {Form}\r\nContent-Length: 100\r\n\r\n{Grant}"), Jobs.Cancelled);
            await _deployment.Requests.WaitForAsync(1);
        }

        await _deployment.Requests.WaitForAsync(0);
        Assert.Equal(before, Complaints());
    }

    private static string BodyOf(int bytes)
    {
        var beginning = $"{Grant}&tenant=acme&padding=";
        return beginning + new string('x', bytes - beginning.Length);
    }

    private static ByteArrayContent Content(string body) =>
        new(Encoding.ASCII.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(Form) } };

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, HttpContent content, bool isChunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token") { Content = content };
        request.Headers.TransferEncodingChunked = isChunked ? true : null;
        return await client.SendAsync(request, Jobs.Cancelled);
    }

    /// <summary>A form in two parts; the second is sent when the service has begun to answer.</summary>
    private sealed class Halting : HttpContent
    {
        private readonly Func<Task> _halt;
        private readonly byte[] _first;
        private readonly byte[] _second;

        public Halting(Func<Task> halt, string first, string second)
        {
            (_halt, _first, _second) = (halt, Encoding.ASCII.GetBytes(first), Encoding.ASCII.GetBytes(second));
            Headers.ContentType = new MediaTypeHeaderValue(Form);
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_first);
            await stream.FlushAsync();
            await _halt();
            await stream.WriteAsync(_second);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _first.Length + _second.Length;
            return true;
        }
    }
}
