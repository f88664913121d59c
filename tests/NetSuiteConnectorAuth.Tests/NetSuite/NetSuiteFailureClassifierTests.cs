using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Failures;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.NetSuite;

public sealed class NetSuiteFailureClassifierTests
{
    private static readonly NetSuiteOperation[] Operations = Enum.GetValues<NetSuiteOperation>();

    public static TheoryData<TransportFault, string> Faults => new()
    {
        { TransportFault.Dns, "dns_failed" },
        { TransportFault.Connect, "connection_failed" },
        { TransportFault.Tls, "tls_failed" },
        { TransportFault.ConnectionLost, "connection_lost" },
        { TransportFault.Timeout, "timeout" },
        { TransportFault.Oversized, "oversized_answer" },
    };

    /// <summary>Operation, what the answer said, and what it means. One row for every form the documentation or its readers report.</summary>
    public static TheoryData<string, AnswerFacts, FailureKind, string> Answers
    {
        get
        {
            var rows = new TheoryData<string, AnswerFacts, FailureKind, string>();
            var mint = new AnswerFacts(NetSuiteOperation.Mint) { Sent = true };
            var exchange = mint with { Operation = NetSuiteOperation.ExchangeCode };
            var list = mint with { Operation = NetSuiteOperation.ListCertificates };
            var upload = mint with { Operation = NetSuiteOperation.UploadCertificate };
            var revoke = mint with { Operation = NetSuiteOperation.RevokeCertificate };

            void Row(string what, AnswerFacts facts, FailureKind kind, string code) => rows.Add(what, facts, kind, code);

            // Named refusals, at the status Oracle gives and at any other below 500.
            foreach (var error in (string[])["invalid_request", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope", "access_denied"])
            {
                Row($"mint 400 {error}", mint with { Status = 400, Error = error }, FailureKind.Permanent, error);
                Row($"exchange 400 {error}", exchange with { Status = 400, Error = error }, FailureKind.Permanent, error);
                Row($"mint 401 {error}", mint with { Status = 401, Error = error }, FailureKind.Permanent, error);
            }

            Row("401 invalid_client with challenge", exchange with { Status = 401, Error = "invalid_client", ChallengeScheme = "Basic" }, FailureKind.Permanent, "invalid_client");
            Row("401 without body, Basic challenge", exchange with { Status = 401, ChallengeScheme = "basic" }, FailureKind.Permanent, "invalid_client");

            // A refusal under a 5xx is a server in trouble, not a refusal.
            Row("500 invalid_grant", mint with { Status = 500, Error = "invalid_grant" }, FailureKind.Transient, "netsuite_500");
            Row("503 invalid_client", mint with { Status = 503, Error = "invalid_client" }, FailureKind.Transient, "unavailable");

            // What NetSuite says for permanent mistakes and for bad moments.
            Row("500 server_error", mint with { Status = 500, Error = "server_error" }, FailureKind.Ambiguous, "server_error");
            Row("500 server_error, exchange", exchange with { Status = 500, Error = "server_error" }, FailureKind.Ambiguous, "server_error");
            Row("503 server_error", mint with { Status = 503, Error = "server_error" }, FailureKind.Transient, "unavailable");
            Row("401 INVALID_LOGIN", list with { Status = 401, ErrorCode = "INVALID_LOGIN" }, FailureKind.Ambiguous, "login_refused");
            Row("403 INVALID_LOGIN", list with { Status = 403, ErrorCode = "INVALID_LOGIN" }, FailureKind.Ambiguous, "login_refused");
            Row("500 INVALID_LOGIN", list with { Status = 500, ErrorCode = "INVALID_LOGIN" }, FailureKind.Ambiguous, "login_refused");
            Row("401 Invalid login attempt", upload with { Status = 401, SaysInvalidLogin = true }, FailureKind.Ambiguous, "login_refused");
            Row("400 Invalid login attempt, mint", mint with { Status = 400, SaysInvalidLogin = true }, FailureKind.Ambiguous, "login_refused");
            Row("401 Bearer invalid_token", list with { Status = 401, ChallengeScheme = "Bearer", ChallengeError = "invalid_token" }, FailureKind.Ambiguous, "login_refused");
            Row("401 without a word, bearer", revoke with { Status = 401 }, FailureKind.Ambiguous, "login_refused");
            Row("401 with a Basic challenge, bearer", list with { Status = 401, ChallengeScheme = "Basic" }, FailureKind.Ambiguous, "login_refused");
            Row("401 without a word, mint", mint with { Status = 401 }, FailureKind.Ambiguous, "login_refused");

            // Permissions.
            Row("403 INSUFFICIENT_PERMISSION", upload with { Status = 403, ErrorCode = "INSUFFICIENT_PERMISSION" }, FailureKind.Permanent, "permission_missing");
            Row("400 INSUFFICIENT_PERMISSION", upload with { Status = 400, ErrorCode = "INSUFFICIENT_PERMISSION" }, FailureKind.Permanent, "permission_missing");
            Row("403 without a word", list with { Status = 403 }, FailureKind.Permanent, "permission_missing");
            Row("403 insufficient_scope", list with { Status = 403, ChallengeError = "insufficient_scope" }, FailureKind.Permanent, "insufficient_scope");

            // Limits.
            Row("429", mint with { Status = 429 }, FailureKind.Throttled, "throttled");
            Row("429 as a page", mint with { Status = 429, IsHtml = true }, FailureKind.Throttled, "throttled");
            Row("429 with invalid_grant", mint with { Status = 429, Error = "invalid_grant" }, FailureKind.Throttled, "throttled");
            Row("400 SSS_REQUEST_LIMIT_EXCEEDED", upload with { Status = 400, ErrorCode = "SSS_REQUEST_LIMIT_EXCEEDED" }, FailureKind.Throttled, "throttled");
            Row("403 CONCURRENCY_LIMIT_EXCEEDED", list with { Status = 403, ErrorCode = "CONCURRENCY_LIMIT_EXCEEDED" }, FailureKind.Throttled, "throttled");

            // Not now.
            Row("500 without a word", mint with { Status = 500 }, FailureKind.Transient, "netsuite_500");
            foreach (var status in (int[])[501, 502, 503, 504, 507, 599])
            {
                Row($"{status}", mint with { Status = status }, FailureKind.Transient, "unavailable");
            }

            Row("408", mint with { Status = 408 }, FailureKind.Transient, "timeout");
            Row("400 temporarily_unavailable", mint with { Status = 400, Error = "temporarily_unavailable" }, FailureKind.Transient, "unavailable");

            // Pages for humans, whatever their status.
            foreach (var status in (int[])[200, 302, 400, 401, 403, 404, 500, 503])
            {
                Row($"{status} as a page", mint with { Status = status, IsHtml = true, Error = "invalid_grant" }, FailureKind.Transient, "html_answer");
            }

            foreach (var status in (int[])[301, 302, 303, 307, 308])
            {
                Row($"{status}", mint with { Status = status }, FailureKind.Transient, "redirect_refused");
            }

            // 4xx in words nobody documented: no connection breaks on them, one-time acts do.
            Row("404, mint", mint with { Status = 404 }, FailureKind.Ambiguous, "not_found");
            Row("404, list", list with { Status = 404 }, FailureKind.Ambiguous, "not_found");
            Row("404, revoke", revoke with { Status = 404 }, FailureKind.Permanent, "not_found");
            Row("400 text, mint", mint with { Status = 400 }, FailureKind.Ambiguous, "request_refused");
            Row("400 unknown error, mint", mint with { Status = 400, Error = "brand_new_error" }, FailureKind.Ambiguous, "request_refused");
            Row("400 text, exchange", exchange with { Status = 400 }, FailureKind.Permanent, "request_refused");
            Row("400 text, upload: the sixth certificate, a weak key, garbage", upload with { Status = 400 }, FailureKind.Permanent, "certificate_refused");
            Row("409 text, upload", upload with { Status = 409 }, FailureKind.Permanent, "certificate_refused");
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Every_answer_has_its_meaning(string what, AnswerFacts facts, FailureKind kind, string code)
    {
        var failure = NetSuiteFailureClassifier.Classify(facts);

        Assert.NotNull(failure);
        Assert.True((failure.Kind, failure.Code) == (kind, code), $"{what}: {failure.Kind} {failure.Code}");
        Assert.Equal(facts.Status, failure.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void No_fault_of_the_wire_is_permanent(TransportFault fault, string code)
    {
        Assert.All(Operations, operation =>
        {
            var failure = NetSuiteFailureClassifier.Classify(new AnswerFacts(operation) { Fault = fault, Sent = true })!;
            Assert.Equal((FailureKind.Transient, code), (failure.Kind, failure.Code));
        });
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(204)]
    public void Any_2xx_is_a_success(int status) =>
        Assert.All(Operations, operation => Assert.Null(NetSuiteFailureClassifier.Classify(
            new AnswerFacts(operation) { Status = status, ErrorCode = "CONCURRENCY_LIMIT_EXCEEDED", SaysInvalidLogin = true, Sent = true })));

    [Fact]
    public void Nothing_but_a_4xx_can_be_permanent_whatever_else_the_answer_says()
    {
        string?[] errors = [null, "invalid_grant", "invalid_client", "server_error", "temporarily_unavailable"];
        string?[] codes = [null, "INVALID_LOGIN", "INSUFFICIENT_PERMISSION", "CONCURRENCY_LIMIT_EXCEEDED"];
        var answers =
            from operation in Operations
            from status in Enumerable.Range(300, 300)
            from error in errors
            from code in codes
            from html in (bool[])[false, true]
            select new AnswerFacts(operation) { Status = status, Error = error, ErrorCode = code, IsHtml = html, Sent = true };

        foreach (var facts in answers.Where(facts => facts.Status is < 400 or >= 500 or 408 or 429 || facts.IsHtml))
        {
            var failure = NetSuiteFailureClassifier.Classify(facts)!;
            Assert.True(failure.Kind is not FailureKind.Permanent, $"{facts} became {failure}");
        }
    }

    [Theory]
    [InlineData(NetSuiteOperation.ExchangeCode, true)]
    [InlineData(NetSuiteOperation.Mint, true)]
    [InlineData(NetSuiteOperation.UploadCertificate, true)]
    [InlineData(NetSuiteOperation.RevokeCertificate, true)]
    [InlineData(NetSuiteOperation.RevokeToken, true)]
    [InlineData(NetSuiteOperation.ListCertificates, false)]
    [InlineData(NetSuiteOperation.Discover, false)]
    public void A_lost_answer_leaves_the_outcome_open_where_something_was_to_change(NetSuiteOperation operation, bool isOpen)
    {
        AnswerFacts[] lost =
        [
            new(operation) { Fault = TransportFault.Timeout, Sent = true },
            new(operation) { Fault = TransportFault.ConnectionLost, Sent = true },
            new(operation) { Fault = TransportFault.Oversized, Sent = true },
            new(operation) { Status = 500, Error = "server_error", Sent = true },
            new(operation) { Status = 502, Sent = true },
            new(operation) { Status = 200, IsHtml = true, Sent = true },
        ];

        Assert.All(lost, facts => Assert.Equal(isOpen, NetSuiteFailureClassifier.Classify(facts)!.OutcomeUnknown));
        Assert.Equal(isOpen, NetSuiteFailureClassifier.Malformed(operation, 200).OutcomeUnknown);
    }

    [Fact]
    public void What_never_left_or_was_refused_changed_nothing()
    {
        var upload = new AnswerFacts(NetSuiteOperation.UploadCertificate);
        AnswerFacts[] harmless =
        [
            upload with { Fault = TransportFault.Timeout, Sent = false },
            upload with { Fault = TransportFault.Dns, Sent = true },
            upload with { Fault = TransportFault.Connect, Sent = true },
            upload with { Fault = TransportFault.Tls, Sent = true },
            upload with { Status = 400, Sent = true },
            upload with { Status = 403, Sent = true },
            upload with { Status = 429, Sent = true },
        ];

        Assert.All(harmless, facts => Assert.False(NetSuiteFailureClassifier.Classify(facts)!.OutcomeUnknown));
    }
}
