using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Certificates;
using NetSuiteSimulator.Hosting;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Signing;

namespace NetSuiteSimulator.Tokens;

/// <summary>
/// Every rule for a client assertion (section_162790605110; RFC 7523 §3 where Oracle follows it: there is no <c>sub</c>, and
/// <c>scope</c> is inside). Verified against the uploaded certificate with the platform's primitives alone.
/// </summary>
internal static class ClientAssertion
{
    private const string Type = "JWT";

    private static readonly HashSet<string> Algorithms = new(StringComparer.Ordinal) { "PS256", "PS384", "PS512", "ES256", "ES384", "ES512" };

    public static Verdict<AcceptedAssertion> Accept(Exchange exchange, Jwt assertion)
    {
        // Oracle's table names this value, and RFC 7519 §5.1 this spelling.
        if (assertion.HeaderText("typ") != Type)
        {
            return RefusalCause.AssertionMalformed;
        }

        var algorithm = assertion.HeaderText("alg");
        if (algorithm is null || !Algorithms.Contains(algorithm))
        {
            return RefusalCause.AlgorithmUnsupported;
        }

        if (string.IsNullOrEmpty(exchange.CertificateId))
        {
            return RefusalCause.KeyIdMissing;
        }

        if (Issuer(exchange).Refused(out var cause, out var integration) ||
            Certificate(exchange, integration).Refused(out cause, out var certificate))
        {
            return cause;
        }

        if (!certificate.Key.Fits(algorithm))
        {
            return RefusalCause.AlgorithmDoesNotFitKey;
        }

        if (!certificate.Key.Verify(algorithm, assertion.SigningInput, assertion.Signature))
        {
            return RefusalCause.SignatureInvalid;
        }

        (exchange.Role, exchange.Entity) = (certificate.Role, certificate.Entity);
        if (assertion.Texts("aud") is not [var audience] || audience != exchange.Url)
        {
            return RefusalCause.AudienceWrong;
        }

        if (Times(exchange, assertion, out var expiresAt) is { } untimely)
        {
            return untimely;
        }

        if (Scopes(exchange, integration, assertion).Refused(out cause, out var scopes))
        {
            return cause;
        }

        if (!exchange.Account.MayAct(certificate.Entity, certificate.Role) ||
            (exchange.Options.RefuseRolesWithoutLoginAtMint && !exchange.Account.FindRole(certificate.Role)!.Has(PermissionId.LogInUsingOAuth2)))
        {
            return RefusalCause.EntityOrRoleInactive;
        }

        // Last, so that a refusal for another reason does not use the assertion up.
        return exchange.Options.RefuseReplayedAssertions && assertion.Text("jti") is { } jti &&
            !exchange.NetSuite.Grants.TryUseAssertion(exchange.Account.Id, integration.ClientId, jti, expiresAt + exchange.Options.ExpiryTolerance)
            ? RefusalCause.AssertionReplayed
            : new AcceptedAssertion(integration, certificate, scopes, expiresAt);
    }

    private static Verdict<IntegrationRecord> Issuer(Exchange exchange)
    {
        if (exchange.NetSuite.FindIntegration(exchange.ClientId) is not { } integration)
        {
            return exchange.NetSuite.Integrations.Any(record => record.ApplicationId == exchange.ClientId)
                ? RefusalCause.ApplicationIdAsIssuer
                : RefusalCause.IssuerUnknown;
        }

        if (exchange.Account.FindInstallation(integration.ClientId) is not { } installation)
        {
            return RefusalCause.IntegrationNotInstalled;
        }

        return installation.State switch
        {
            IntegrationState.Blocked => RefusalCause.IntegrationBlocked,
            IntegrationState.WaitingForApproval => RefusalCause.IntegrationWaitingForApproval,
            _ => integration.ClientCredentialsGrant ? integration : RefusalCause.GrantNotTicked,
        };
    }

    private static Verdict<MappedCertificate> Certificate(Exchange exchange, IntegrationRecord integration)
    {
        if (exchange.Account.Certificates.Find(exchange.CertificateId!) is not { } certificate || certificate.ClientId != integration.ClientId)
        {
            return RefusalCause.CertificateUnknown;
        }

        if (certificate.RevokedAt is not null)
        {
            return RefusalCause.CertificateRevoked;
        }

        if (!certificate.IsActive(exchange.Now))
        {
            return RefusalCause.CertificateExpired;
        }

        return exchange.Now < certificate.VisibleAt ? RefusalCause.CertificateNotVisibleYet : certificate;
    }

    private static RefusalCause? Times(Exchange exchange, Jwt assertion, out DateTimeOffset expiresAt)
    {
        expiresAt = default;
        if (assertion.Time("iat") is not { } issuedAt || assertion.Time("exp") is not { } until)
        {
            return RefusalCause.AssertionMalformed;
        }

        expiresAt = until;
        if (issuedAt > exchange.Now + exchange.Options.IssuedAtTolerance)
        {
            return RefusalCause.IssuedInFuture;
        }

        if (until - issuedAt >= exchange.Options.AssertionLifetimeLimit)
        {
            return RefusalCause.AssertionTooLong;
        }

        return exchange.Now >= until + exchange.Options.ExpiryTolerance ? RefusalCause.AssertionExpired : null;
    }

    /// <summary>Oracle's text says "separated by a comma", its samples show an array and a single string: those two are taken.</summary>
    private static Verdict<IReadOnlyList<string>> Scopes(Exchange exchange, IntegrationRecord integration, Jwt assertion)
    {
        if (assertion.Texts("scope") is not { Count: > 0 } claimed || claimed.Any(string.IsNullOrWhiteSpace))
        {
            return RefusalCause.ScopeMissing;
        }

        var scopes = assertion.IsArray("scope") || exchange.Options.ScopeStringSeparators.Length == 0
            ? [.. claimed]
            : claimed[0].Split(exchange.Options.ScopeStringSeparators.ToCharArray(), StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return scopes.All(integration.Scopes.Contains) ? new Verdict<IReadOnlyList<string>>(scopes) : RefusalCause.ScopeNotTicked;
    }
}
