using System.Globalization;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using NetSuiteSimulator.Hosting;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Resources;

namespace NetSuiteSimulator.Certificates;

/// <summary>"OAuth 2.0 Client Credentials Certificate Rotation Endpoint" (article_92130837826): list, upload, revoke.</summary>
internal static class CertificateEndpoints
{
    public static void MapCertificates(this IEndpointRouteBuilder routes)
    {
        var certificates = routes.MapGroup("/services/rest/auth/oauth2/v1/clients/{clientId}/certificates");
        certificates.MapGet("", ListAsync).WithMetadata(Route(Operation.CertificatesList));
        certificates.MapPost("", UploadAsync).WithMetadata(Route(Operation.CertificatesUpload));
        certificates.MapPost("/{certificateId}/revoke", RevokeAsync).WithMetadata(Route(Operation.CertificatesRevoke));
    }

    private static NetSuiteRoute Route(Operation operation) => new(HostFamily.Restlets, operation);

    private static async Task ListAsync(HttpContext context)
    {
        if (await EnterAsync(context) is not { } caller)
        {
            return;
        }

        var exchange = context.Exchange();
        var record = exchange.NetSuite.FindIntegration((string)context.Request.RouteValues["clientId"]!)!;
        var listed = exchange.Account.Certificates.All.Where(certificate =>
            certificate.ClientId == record.ClientId &&
            (exchange.Options.CertificateListDelay == TimeSpan.Zero || certificate.CreatedAt + exchange.Options.CertificateListDelay <= exchange.Now) &&
            (!exchange.Options.OwnCertificatesOnly || caller.Role.ManagesOthers || certificate.Entity == caller.User.Id) &&
            (exchange.Options.ListInactiveCertificates || certificate.IsActive(exchange.Now)));
        await context.Response.WriteAsJsonAsync(listed.Select(certificate => Listed(exchange.Account, record, certificate)), context.RequestAborted);
    }

    private static async Task UploadAsync(HttpContext context)
    {
        if (await EnterAsync(context) is not { } caller)
        {
            return;
        }

        var exchange = context.Exchange();
        if (await UploadRequest.ReadAsync(context.Request, context.RequestAborted) is not { } upload)
        {
            await context.RefuseAsync(RefusalCause.UploadMalformed);
            return;
        }

        if (CertificateRules.Mapping(exchange, caller, upload) is { } refused)
        {
            await context.RefuseAsync(refused);
            return;
        }

        if (UploadedCertificate.Read(upload.FileContent, exchange.Now).Refused(out var cause, out var uploaded))
        {
            await context.RefuseAsync(cause);
            return;
        }

        exchange.CertificateId = uploaded.Id;
        var record = exchange.NetSuite.FindIntegration((string)context.Request.RouteValues["clientId"]!)!;
        var certificate = Map(exchange, record, upload, uploaded);
        if (exchange.Account.Certificates.Add(certificate, existing => CertificateRules.Addition(exchange, certificate, existing)) is { } objection)
        {
            await context.RefuseAsync(objection);
            return;
        }

        context.Response.StatusCode = exchange.Options.UploadStatus;
        await context.Response.WriteAsJsonAsync(Uploaded(exchange.Account, record, certificate), context.RequestAborted);
    }

    private static async Task RevokeAsync(HttpContext context)
    {
        if (await EnterAsync(context) is not { } caller)
        {
            return;
        }

        var exchange = context.Exchange();
        var mintedWith = exchange.CertificateId;
        exchange.CertificateId = (string)context.Request.RouteValues["certificateId"]!;
        var certificate = exchange.Account.Certificates.Find(exchange.CertificateId);
        RefusalCause? refused = certificate is null || certificate.ClientId != (string?)context.Request.RouteValues["clientId"] ? RefusalCause.CertificateNotFound
            : CertificateRules.IsForeign(exchange, caller, certificate.Entity) ? RefusalCause.NotOwnEntity
            : certificate.Id == mintedWith && !exchange.Options.TokensMayRevokeTheirCertificate ? RefusalCause.CertificateOfThisToken
            : !exchange.Account.Certificates.Revoke(certificate.Id, exchange.Now) ? RefusalCause.CertificateAlreadyRevoked
            : null;
        if (refused is { } cause)
        {
            await context.RefuseAsync(cause);
            return;
        }

        // Plain text, whatever the content type says (article_0209112818).
        context.Response.ContentType = exchange.Options.CertificateRevokedContentType;
        await context.Response.WriteAsync("Successfully revoked", context.RequestAborted);
    }

    /// <summary>The bearer, the scope and the permission that all three need; null when it was refused.</summary>
    private static async Task<BearerAccess?> EnterAsync(HttpContext context)
    {
        if (BearerCheck.Check(context).Refused(out var cause, out var caller))
        {
            await context.RefuseLoginAsync(cause);
            return null;
        }

        if (!context.Exchange().Account.RestWebServicesFeature)
        {
            await context.RefuseLoginAsync(RefusalCause.FeatureDisabled);
            return null;
        }

        if (CertificateRules.Entrance(context.Exchange(), caller, (string)context.Request.RouteValues["clientId"]!) is { } refused)
        {
            await context.RefuseAsync(refused);
            return null;
        }

        return caller;
    }

    private static MappedCertificate Map(Exchange exchange, IntegrationRecord record, UploadRequest upload, UploadedCertificate uploaded)
    {
        var now = exchange.Now;
        var granted = exchange.Options.GrantedValidityDays is { } days && now.AddDays(days) < uploaded.NotAfter ? now.AddDays(days) : uploaded.NotAfter;
        var delay = exchange.FaultOf(FaultKind.DelayedVisibility)?.Delay ?? exchange.Options.CertificateVisibilityDelay;
        return new MappedCertificate(uploaded.Key)
        {
            Id = uploaded.Id,
            ClientId = record.ClientId,
            Entity = upload.Entity,
            Role = upload.Role,
            Pem = uploaded.Pem,
            CreatedAt = now,
            ValidFrom = uploaded.NotBefore,
            ValidUntil = granted,
            VisibleAt = delay > TimeSpan.Zero ? now + delay : uploaded.NotBefore,
        };
    }

    /// <summary>article_11111634165; note the names that differ from the upload's.</summary>
    private static Dictionary<string, object> Listed(Account account, IntegrationRecord record, MappedCertificate certificate) => new()
    {
        ["application"] = new
        {
            id = record.Id,
            name = record.Name,
            url = string.Create(CultureInfo.InvariantCulture, $"/app/common/integration/integrapp.nl?id={record.Id}"),
            application_id = record.ApplicationId,
        },
        ["entity"] = new
        {
            id = certificate.Entity,
            name = account.FindUser(certificate.Entity)?.Name ?? "",
            url = string.Create(CultureInfo.InvariantCulture, $"/app/common/entity/entity.nl?id={certificate.Entity}"),
        },
        ["role"] = new
        {
            id = certificate.Role,
            name = account.FindRole(certificate.Role)?.Name ?? "",
            url = string.Create(CultureInfo.InvariantCulture, $"/app/setup/role.nl?id={certificate.Role}"),
        },
        ["created"] = Date(certificate.CreatedAt),
        ["valid_from"] = Date(certificate.ValidFrom),
        ["valid_until"] = Date(certificate.ValidUntil),
        ["revoked"] = certificate.RevokedAt is not null,
        ["certificate_id"] = certificate.Id,
        ["algorithm"] = certificate.Algorithm,
    };

    /// <summary>article_0209112025; here the application ID is the number.</summary>
    private static Dictionary<string, object> Uploaded(Account account, IntegrationRecord record, MappedCertificate certificate) => new()
    {
        ["entity_role_id"] = new { com = account.Id, ent = certificate.Entity, rol = certificate.Role },
        ["application_id"] = record.Id,
        ["certificate_id"] = certificate.Id,
        ["certificate"] = certificate.Pem,
        ["algorithm"] = certificate.Algorithm,
        ["created_at"] = Date(certificate.CreatedAt),
        ["valid_from"] = Date(certificate.ValidFrom),
        ["valid_until"] = Date(certificate.ValidUntil),
        ["invalidated"] = false,
    };

    private static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
