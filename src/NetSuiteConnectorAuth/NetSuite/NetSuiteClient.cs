using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using Polly;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>
/// The only outbound HTTP: NetSuite's OAuth 2.0 endpoints, its certificates API and its account discovery. What NetSuite or the
/// network may do is a value (<see cref="NetSuiteResult{T}"/>); only the caller's own cancellation throws.
/// </summary>
public sealed class NetSuiteClient
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly NetSuiteTransport _transport;
    private readonly NetSuiteEndpoints _endpoints;
    private readonly NetSuiteClock _clock;
    private readonly TimeProvider _time;

    private readonly ResiliencePipeline<Attempt<AccountDiscovery>> _discover;
    private readonly ResiliencePipeline<Attempt<ConsentGrant>> _exchange;
    private readonly ResiliencePipeline<Attempt<MintedToken>> _mint;
    private readonly ResiliencePipeline<Attempt<MintedToken>> _mintForSure;
    private readonly ResiliencePipeline<Attempt<IReadOnlyList<ListedCertificate>>> _list;
    private readonly ResiliencePipeline<Attempt<UploadedCertificate>> _upload;
    private readonly ResiliencePipeline<Attempt<Done>> _revoke;

    public NetSuiteClient(NetSuiteTransport transport, NetSuiteEndpoints endpoints, NetSuiteOptions options, NetSuiteClock clock, TimeProvider time)
    {
        (_transport, _endpoints, _clock, _time) = (transport, endpoints, clock, time);
        var resilience = new NetSuiteResilience(options, time);
        _discover = resilience.Reading<AccountDiscovery>();
        _exchange = resilience.Once<ConsentGrant>();
        _mint = resilience.Minting<MintedToken>();
        _mintForSure = resilience.MintingForSure<MintedToken>();
        _list = resilience.Reading<IReadOnlyList<ListedCertificate>>();
        _upload = resilience.Once<UploadedCertificate>();
        _revoke = resilience.Once<Done>();
    }

    /// <summary>Asks NetSuite for the account's domains (help: "The DataCenterUrls REST Service"); without a template, ours are taken.</summary>
    public async Task<NetSuiteResult<AccountDiscovery>> DiscoverAsync(AccountId account, CancellationToken cancellation)
    {
        if (_endpoints.Discovery(account) is not { } url)
        {
            return new AccountDiscovery.Found(_endpoints.Origins(account));
        }

        return await _transport.SendAsync(
            _discover, NetSuiteOperation.Discover, account,
            () => Accepting(new HttpRequestMessage(HttpMethod.Get, url)),
            body => FromJson(body, json => AnswerReader.Discovery(json, _endpoints.PossibleOrigins(account))),
            cancellation);
    }

    /// <summary>Exchanges an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.5). Sent exactly once, whatever happens.</summary>
    public Task<NetSuiteResult<ConsentGrant>> ExchangeCodeAsync(
        AccountId account, IntegrationOptions integration, Secret code, Secret verifier, Uri redirectUri, CancellationToken cancellation)
    {
        return _transport.SendAsync(
            _exchange, NetSuiteOperation.ExchangeCode, account,
            () => AuthenticatedForm(
                _endpoints.Token(account), integration,
                ("grant_type", "authorization_code"),
                ("code", code.Reveal()),
                ("redirect_uri", redirectUri.AbsoluteUri),
                ("code_verifier", verifier.Reveal())),
            body => FromJson(body, AnswerReader.ConsentGrant),
            cancellation);
    }

    /// <summary>Gets an access token by the client credentials grant (RFC 7523 §2.2, without client ID or scope in the body).</summary>
    /// <param name="signAssertion">Called once for each attempt, after the outbound slot is obtained; must give a fresh assertion.</param>
    public Task<NetSuiteResult<MintedToken>> MintAsync(AccountId account, Func<Secret> signAssertion, CancellationToken cancellation) =>
        MintAsync(_mint, account, signAssertion, cancellation);

    /// <summary>
    /// The same, and a refusal that would break the connection is heard a second time before it is believed: one may be a node of
    /// NetSuite's that lags. Still at most two attempts.
    /// </summary>
    public Task<NetSuiteResult<MintedToken>> MintForSureAsync(AccountId account, Func<Secret> signAssertion, CancellationToken cancellation) =>
        MintAsync(_mintForSure, account, signAssertion, cancellation);

    /// <summary>Revokes a refresh token and the access tokens that came of it (RFC 7009).</summary>
    public Task<NetSuiteResult<Done>> RevokeTokenAsync(
        AccountId account, IntegrationOptions integration, Secret refreshToken, CancellationToken cancellation)
    {
        return _transport.SendAsync(
            _revoke, NetSuiteOperation.RevokeToken, account,
            () => AuthenticatedForm(_endpoints.Revocation(account), integration, ("token", refreshToken.Reveal())),
            AnyBody,
            cancellation);
    }

    /// <summary>Lists the certificates of our integration record in this account; other users' may be among them.</summary>
    public Task<NetSuiteResult<IReadOnlyList<ListedCertificate>>> ListCertificatesAsync(
        AccountId account, string clientId, Secret accessToken, CancellationToken cancellation)
    {
        return _transport.SendAsync(
            _list, NetSuiteOperation.ListCertificates, account,
            () => WithBearer(HttpMethod.Get, _endpoints.Certificates(account, clientId), accessToken),
            body => FromJson(body, AnswerReader.Certificates),
            cancellation);
    }

    /// <summary>
    /// Maps a certificate to our integration record, a role and a user. Never repeated here: after an unknown outcome the list tells.
    /// What holds a private key, or anything but exactly one certificate, never leaves.
    /// </summary>
    public async Task<NetSuiteResult<UploadedCertificate>> UploadCertificateAsync(
        AccountId account, string clientId, Secret accessToken, string certificatePem, int role, int entity, CancellationToken cancellation)
    {
        if (UploadGuard.Refuse(certificatePem) is { } refusal)
        {
            return refusal;
        }

        return await _transport.SendAsync(
            _upload, NetSuiteOperation.UploadCertificate, account,
            () =>
            {
                var request = WithBearer(HttpMethod.Post, _endpoints.Certificates(account, clientId), accessToken);
                request.Content = JsonContent.Create(new { fileContent = certificatePem.Trim(), role, entity }, new MediaTypeHeaderValue("application/json"));
                return request;
            },
            body => FromJson(body, AnswerReader.Uploaded),
            cancellation);
    }

    /// <summary>Revokes a certificate for good. NetSuite answers with a plain text, which is not read.</summary>
    public Task<NetSuiteResult<Done>> RevokeCertificateAsync(
        AccountId account, string clientId, Secret accessToken, string certificateId, CancellationToken cancellation)
    {
        return _transport.SendAsync(
            _revoke, NetSuiteOperation.RevokeCertificate, account,
            () =>
            {
                var request = WithBearer(HttpMethod.Post, _endpoints.RevokeCertificate(account, clientId, certificateId), accessToken);
                request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                return request;
            },
            AnyBody,
            cancellation);
    }

    private async Task<NetSuiteResult<MintedToken>> MintAsync(
        ResiliencePipeline<Attempt<MintedToken>> pipeline, AccountId account, Func<Secret> signAssertion, CancellationToken cancellation)
    {
        var sentAt = _time.GetUtcNow();
        var result = await _transport.SendAsync(
            pipeline, NetSuiteOperation.Mint, account,
            () =>
            {
                sentAt = _time.GetUtcNow();
                return Form(
                    _endpoints.Token(account),
                    ("grant_type", "client_credentials"),
                    ("client_assertion_type", AssertionType),
                    ("client_assertion", signAssertion().Reveal()));
            },
            body => FromJson(body, json => AnswerReader.MintedToken(json, sentAt, _clock.Now(account))),
            cancellation);
        return result.Failure is { } failure ? BlamingTheClock(account, failure) : result;
    }

    /// <summary>When NetSuite refuses and our clock is too wrong to be followed, the clock is to blame and not the connection.</summary>
    private NetSuiteFailure BlamingTheClock(AccountId account, NetSuiteFailure failure)
    {
        var offset = _clock.Offset(account);
        return failure.Kind is FailureKind.Permanent or FailureKind.Ambiguous && !NetSuiteClock.IsFollowed(offset)
            ? failure with { Kind = FailureKind.Transient, Code = FailureCodes.ClockSkew, ClockSkew = offset }
            : failure;
    }

    private static Done AnyBody(string body) => new();

    private static T? FromJson<T>(string body, Func<JsonElement, T?> read)
        where T : class
    {
        using var json = AnswerBody.TryParse(body);
        return json is null ? null : read(json.RootElement);
    }

    /// <summary>
    /// A confidential client by Basic, a public one by its ID in the body; both at once is an error
    /// (help: "Step Two POST Request to the Token Endpoint").
    /// </summary>
    private static HttpRequestMessage AuthenticatedForm(Uri url, IntegrationOptions integration, params (string Name, string Value)[] fields)
    {
        if (integration.ClientSecret is not { } secret)
        {
            return Form(url, [.. fields, ("client_id", integration.ClientId)]);
        }

        var request = Form(url, fields);
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{integration.ClientId}:{secret.Reveal()}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        return request;
    }

    private static HttpRequestMessage Form(Uri url, params (string Name, string Value)[] fields) => Accepting(new HttpRequestMessage(HttpMethod.Post, url)
    {
        Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
    });

    private static HttpRequestMessage WithBearer(HttpMethod method, Uri url, Secret accessToken)
    {
        var request = Accepting(new HttpRequestMessage(method, url));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken.Reveal());
        return request;
    }

    private static HttpRequestMessage Accepting(HttpRequestMessage request)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }
}
