using System.Text.Encodings.Web;
using System.Text.Json;
using NetSuiteSimulator.Hosting;

namespace NetSuiteSimulator.Refusals;

/// <summary>Puts a refusal on the wire.</summary>
internal static class RefusalWriter
{
    private const string InvalidLogin = "Invalid login attempt.";

    public static WireAnswer AnswerTo(this SimulatorOptions options, RefusalCause cause) =>
        options.Answers.TryGetValue(cause, out var chosen) ? chosen : RefusalTable.DefaultAnswer(cause);

    public static Task RefuseAsync(this HttpContext context, RefusalCause cause) =>
        context.WriteAsync(cause, context.Exchange().Options.AnswerTo(cause));

    /// <summary>Refuses a call with an access token. Why the login failed, only the Login Audit Trail says (subsect_158521885412).</summary>
    public static Task RefuseLoginAsync(this HttpContext context, RefusalCause cause)
    {
        // What the token endpoint answers for the same cause has another form and its own setting.
        var shown = RefusalTable.DefaultAnswer(cause).Form == BodyForm.RestDetails ? cause : RefusalCause.AccessTokenRevoked;
        return context.WriteAsync(cause, context.Exchange().Options.AnswerTo(shown));
    }

    public static Task WriteAsync(this HttpContext context, RefusalCause cause, WireAnswer answer)
    {
        var exchange = context.Exchange();
        var response = context.Response;
        exchange.Refuse(cause, answer.Status);
        response.StatusCode = answer.Status;
        response.Headers.CacheControl = "no-store";
        if (answer.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = Challenge(exchange, cause, answer);
        }

        var (contentType, body) = Body(cause, answer);
        response.ContentType = contentType;
        return response.WriteAsync(body, context.RequestAborted);
    }

    private static string Challenge(Exchange exchange, RefusalCause cause, WireAnswer answer)
    {
        var realm = exchange.ChosenAccount?.Id ?? "NetSuite";
        if (answer.Form == BodyForm.OAuth)
        {
            return $"Basic realm=\"{realm}\"";
        }

        // RFC 6750 §3.1: a request without credentials learns no error.
        return cause == RefusalCause.AccessTokenMissing
            ? $"Bearer realm=\"{realm}\""
            : $"Bearer realm=\"{realm}\", error=\"invalid_token\", error_description=\"{InvalidLogin}\"";
    }

    private static (string? ContentType, string Body) Body(RefusalCause cause, WireAnswer answer) => answer.Form switch
    {
        BodyForm.OAuth => ("application/json", JsonSerializer.Serialize(new { error = answer.Code })),
        BodyForm.RestDetails => ("application/vnd.oracle.resource+json; type=error", Details(cause, answer)),
        BodyForm.TextUnderJson => ("application/json", Sentence(cause, answer)),
        BodyForm.PlainText => ("text/plain;charset=utf-8", Sentence(cause, answer)),
        BodyForm.Html => ("text/html;charset=utf-8", HtmlPage.Render("NetSuite simulator", $"<h1>Not possible</h1><p>{HtmlEncoder.Default.Encode(Sentence(cause, answer))}</p>")),
        _ => (null, ""),
    };

    private static string Details(RefusalCause cause, WireAnswer answer) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["type"] = "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html",
        ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(answer.Status),
        ["status"] = answer.Status,
        ["o:errorDetails"] = new[] { new Dictionary<string, string> { ["detail"] = Sentence(cause, answer), ["o:errorCode"] = answer.Code } },
    });

    private static string Sentence(RefusalCause cause, WireAnswer answer) => answer.Code == "INVALID_LOGIN"
        ? InvalidLogin + " For more details, see the Login Audit Trail in the NetSuite UI at Setup > Users/Roles > User Management > View Login Audit Trail."
        : cause switch
        {
            RefusalCause.PermissionMissing => "Permission Violation: your role does not have the permission this page needs.",
            RefusalCause.ScopeInsufficient => "Permission Violation: the scope of the access token does not cover this service.",
            RefusalCause.UnknownClient => "There is no integration with this client ID.",
            RefusalCause.RedirectUriMismatch => "The redirect URI is not one of the integration record's, or is http, which NetSuite refuses (on loopback, allow it with AllowLoopbackRedirectUris).",
            RefusalCause.CertificateLimitReached => "The maximum number of active certificates for this integration has been reached.",
            RefusalCause.CertificateAlreadyKnown => "This certificate has already been used.",
            RefusalCause.CertificateKeyUnsuitable => "The key must be RSA with 3072 or 4096 bits, or EC with 256, 384 or 521 bits.",
            RefusalCause.CertificateNotCurrent => "The certificate is not valid now.",
            RefusalCause.PrivateKeyUploaded => "The file contains a private key.",
            RefusalCause.CertificateNotFound => "The certificate does not exist.",
            RefusalCause.CertificateAlreadyRevoked => "The certificate is already revoked.",
            RefusalCause.CertificateOfThisToken => "The access token comes of the certificate that it would revoke.",
            RefusalCause.ForeignIntegration => "The integration does not exist.",
            RefusalCause.NotOwnEntity => "Permission Violation: only your own certificates can be managed.",
            RefusalCause.EntityOrRoleUnknown => "The entity or role does not exist.",
            RefusalCause.RoleNotAssigned => "The role is not assigned to the entity.",
            RefusalCause.RoleWithoutLogin => "The role does not have the permission Log in using OAuth 2.0 Access Tokens.",
            RefusalCause.CertificateUnreadable => "The file is not exactly one X.509 certificate in PEM form.",
            _ => "The request is invalid.",
        };
}
