using System.Net;
using System.Text;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect;

/// <summary>A few hundred requests that nobody in their right mind sends. Each is refused; none is a 5xx, none reaches NetSuite.</summary>
public sealed class HostileInputTests(HostileInputTests.SelfService shared) : IClassFixture<HostileInputTests.SelfService>
{
    private const int Requests = 400;

    private static readonly string[] Values =
    [
        "", "0", "-1", "1042", "99999999999999999999", "1234567", "1234567_SB1", "1234567.evil.example.com", "%00", "%0d%0aSet-Cookie:x=y", "%FF%FE", "%F0%9F%98%80",
        "%ED%A0%80", "..%2f..%2f", "%2e%2e", "'%20OR%201=1--", "%3Cscript%3E", "{{7*7}}", "%25s%25n", "%E2%80%AE", "a%20b", "null", "true", "[]", "%7B%7D", "CfDJ8",
        new string('A', 43), new string('A', 2000), new string('9', 12_000),
    ];

    private static readonly string[] Names = ["state", "code", "error", "error_description", "company", "role", "entity", "account", "refresh", "%00", "a[b]", ""];

    private static readonly string[] Paths =
        ["/connect", "/connect/", "/callback", "/callback/", "/connected/", "/connected", "/CALLBACK", "//callback", "/callback/..%2fconnect", "/status", "/tenants", "/token"];

    private static readonly string[] Fragments =
    [
        "null", "true", "0", "-1", "1e400", "1.5", "\"\"", "\"acme\"", "\"ACME\"", "\"1234567\"", "\"https://app.example.com\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}",
        "[[[[[[[[]]]]]]]]", "\"" + new string('a', 5000) + "\"", "2147483648", "{\"tenant\":\"acme\"}", "\"acme\\n\"",
    ];

    private static readonly string[] Members = ["tenant", "account", "integration", "return_url", "expires_in", "Tenant", "extra", "$type", "__proto__", ""];

    private Deployment Deployment => shared.Deployment;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_public_listener_survives(int seed)
    {
        var random = new Random(seed);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        for (var i = 0; i < Requests; i++)
        {
            var query = string.Join('&', Enumerable.Range(0, random.Next(6)).Select(_ => $"{Pick(random, Names)}={Pick(random, Values)}"));
            var path = Pick(random, Paths) + (random.Next(3) == 0 ? Pick(random, Values) : "");
            using var request = new HttpRequestMessage(
                new HttpMethod(Pick(random, ["GET", "GET", "GET", "POST", "HEAD", "OPTIONS", "DELETE", "BREW"])),
                new Uri($"{Deployment.PublicUrl.AbsoluteUri.TrimEnd('/')}{path}?{query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
            request.Headers.TryAddWithoutValidation("Cookie", $"nsca-browser={Uri.UnescapeDataString(Pick(random, Values[..10])).ReplaceLineEndings("").Replace("\0", "", StringComparison.Ordinal)}");
            request.Headers.TryAddWithoutValidation("Accept", Pick(random, ["text/html", "application/json", "*/*", ";;;"]));

            using var answer = await http.SendAsync(request, Cancelled);

            Assert.True((int)answer.StatusCode < 500, $"{request.Method} {request.RequestUri}: {answer.StatusCode}");
            var leads = answer.StatusCode == HttpStatusCode.Redirect ? answer.Headers.Location : null;
            Assert.True(leads is null || leads.Authority == Deployment.Simulator.BaseAddress.Authority, $"{request.RequestUri} leads to {leads}");
            Assert.False(answer.Headers.Contains("x"), "A header was injected.");
        }

        AssertNobodyWasCalled();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Connect_links_survive(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Requests; i++)
        {
            var members = Enumerable.Range(0, random.Next(6)).Select(_ => $"\"{Pick(random, Members)}\":{Pick(random, Fragments)}");
            var body = random.Next(10) == 0 ? Pick(random, Fragments) : $"{{{string.Join(',', members)}}}";
            using var content = new StringContent(body, random.Next(5) == 0 ? Encoding.Unicode : Encoding.UTF8, Pick(random, ["application/json", "application/json", "text/json", "application/xml"]));

            using var answer = await Deployment.Internal.PostAsync("/connect-links", content, Cancelled);

            Assert.True((int)answer.StatusCode is 201 or (>= 400 and < 500), $"{body}: {answer.StatusCode}");
            Assert.Equal(answer.StatusCode == HttpStatusCode.Created ? "application/json" : "application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }

        AssertNobodyWasCalled();
    }

    [Fact]
    public async Task Ten_megabytes_are_refused_unread_on_either_listener()
    {
        var body = new byte[10 * 1024 * 1024];
        using var http = new HttpClient();

        using var onInternal = await Deployment.Internal.PostAsync("/connect-links", new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } }, Cancelled);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Deployment.PublicUrl, "/callback")) { Content = new ByteArrayContent(body) };
        using var onPublic = await http.SendAsync(request, Cancelled);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge), (onInternal.StatusCode, onPublic.StatusCode));
        Assert.Equal("text/html", onPublic.Content.Headers.ContentType?.MediaType);
    }

    private void AssertNobodyWasCalled()
    {
        Assert.Empty(Deployment.Simulator.NetSuite.Journal.Entries);
        Assert.Empty(Deployment.UnexpectedCalls);
    }

    private static string Pick(Random random, string[] choices) => choices[random.Next(choices.Length)];

    public sealed class SelfService : SharedDeployment
    {
        protected override void Configure(Dictionary<string, string?> settings) => settings["Connect:SelfService"] = "true";
    }
}
