using System.Runtime.CompilerServices;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// The journal row of one issuance: from a person's consent, or from a rotation that is due, to a certificate that signs. One open issuance
/// a tenant. Whoever works on it holds its lease; every write is checked against the lease's fencing number.
/// </summary>
public sealed class Issuance
{
    /// <summary>A certificate that NetSuite refused this often is given up for a new key.</summary>
    public const int RefusalsPerKey = 2;

    /// <summary>After this many keys a person must look.</summary>
    public const int KeysPerIssuance = 2;

    private static readonly TimeSpan[] Propagation =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(60)];

    private Issuance()
    {
    }

    /// <summary>Also the address of the result page: 256 random bits.</summary>
    public string Id { get; private set; } = null!;

    public TenantName Tenant { get; private set; } = null!;

    public IssuanceKind Kind { get; private set; }

    public string Integration { get; private set; } = null!;

    public string ClientId { get; private set; } = null!;

    public ScopeSet Scopes { get; private set; } = null!;

    public ConsentedIdentity Identity { get; private set; } = null!;

    /// <summary>The link it began with, so that the result page can offer another try. Null for self-service.</summary>
    public string? LinkId { get; private set; }

    public DateTimeOffset? LinkExpiresAt { get; private set; }

    public AccountId? PinnedAccount { get; private set; }

    public string? ReturnUrl { get; private set; }

    public IssuanceState State { get; private set; }

    /// <summary>The consent's tokens, until the certificate signs or the issuance fails.</summary>
    public ProtectedSecret? Grant { get; private set; }

    public DateTimeOffset? GrantExpiresAt { get; private set; }

    public string? CertificateId { get; private set; }

    /// <summary>
    /// An upload of this certificate was about to be sent then, and no answer said what came of it. NetSuite's list may lag behind.
    /// </summary>
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>When the certificate that it replaces ends; waits grow shorter towards it. Null for a consent.</summary>
    public DateTimeOffset? Deadline { get; private set; }

    /// <summary>Attempts at the present step that failed.</summary>
    public int Attempts { get; private set; }

    /// <summary>Those among them to which NetSuite said no; the others only met a bad moment.</summary>
    public int Refusals { get; private set; }

    /// <summary>Keys made so far.</summary>
    public int Keys { get; private set; }

    public DateTimeOffset? NextAttemptAt { get; private set; }

    /// <summary>The last failed attempt's own code; cleared by success.</summary>
    public string? LastError { get; private set; }

    /// <summary>Why it ended as <see cref="IssuanceState.Failed"/>: an <see cref="IssuanceFailure"/> as the outside writes it.</summary>
    public string? Failure { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Set when it is activated or failed: another may be opened for the tenant.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Null when nothing is left to do, not even cleaning up.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    public string? LeaseOwner { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>Grows with every change of hands; a write under an older number is refused by the store.</summary>
    public long Fence { get; private set; }

    public bool IsOpen => ClosedAt is null;

    /// <summary>
    /// A consent was redeemed; its code is about to be exchanged by the holder of <paramref name="lease"/>. Whom it names is not proven
    /// before NetSuite takes the code.
    /// </summary>
    public static Issuance Begin(
        TenantName tenant,
        string integration,
        string clientId,
        ScopeSet scopes,
        ConsentedIdentity identity,
        IssuanceOrigin origin,
        Lease lease,
        DateTimeOffset now) => new()
        {
            Id = Secret.Random().Reveal(),
            Tenant = tenant,
            Kind = IssuanceKind.Consent,
            Integration = integration,
            ClientId = clientId,
            Scopes = scopes,
            Identity = identity,
            LinkId = origin.LinkId,
            LinkExpiresAt = origin.LinkExpiresAt,
            PinnedAccount = origin.PinnedAccount,
            ReturnUrl = origin.ReturnUrl,
            State = IssuanceState.Exchanging,
            CreatedAt = now,
            UpdatedAt = now,
            DueAt = lease.Until,
            LeaseOwner = lease.Owner,
            LeaseUntil = lease.Until,
            Fence = 1,
        };

    /// <summary>The certificate of a connected tenant is to be replaced, as the same role and user.</summary>
    /// <param name="deadline">When the present one ends.</param>
    public static Issuance Rotate(
        TenantName tenant,
        string integration,
        string clientId,
        ScopeSet scopes,
        ConsentedIdentity identity,
        DateTimeOffset? deadline,
        DateTimeOffset now) => new()
        {
            Id = Secret.Random().Reveal(),
            Tenant = tenant,
            Kind = IssuanceKind.Rotation,
            Integration = integration,
            ClientId = clientId,
            Scopes = scopes,
            Identity = identity,
            Deadline = deadline,
            State = IssuanceState.Planned,
            CreatedAt = now,
            UpdatedAt = now,
            DueAt = now,
        };

    /// <summary>
    /// The code was exchanged; the tokens are in <paramref name="grant"/>. The certificate's making begins, or goes on where
    /// <paramref name="older"/> was, whose certificate may be under way to NetSuite.
    /// </summary>
    /// <param name="older">The issuance that this one replaced, when its certificate will do; else null.</param>
    public void Exchanged(ProtectedSecret grant, DateTimeOffset expiresAt, Issuance? older, DateTimeOffset now)
    {
        Require(IssuanceState.Exchanging);
        Grant = grant;
        GrantExpiresAt = expiresAt;
        CertificateId = older?.CertificateId;
        SentAt = older?.SentAt;
        Keys = CertificateId is null ? 0 : 1;
        Enter(CertificateId is null ? IssuanceState.Planned : IssuanceState.KeyMade, now);
        Release();
    }

    public void KeyMade(string certificateId, DateTimeOffset now)
    {
        Require(IssuanceState.Planned);
        CertificateId = certificateId;
        Keys++;
        Enter(IssuanceState.KeyMade, now);
    }

    /// <summary>The certificate is about to be sent, for the first time or once more.</summary>
    public void Uploading(DateTimeOffset now)
    {
        RequireUpload();
        State = IssuanceState.Uploading;
        SentAt = now;
        UpdatedAt = now;
    }

    /// <summary>NetSuite answered that it did not take the certificate: it is certain that this upload left nothing behind.</summary>
    public void NotSent()
    {
        Require(IssuanceState.Uploading);
        SentAt = null;
    }

    public void Uploaded(DateTimeOffset now)
    {
        RequireUpload();
        SentAt = null;
        Enter(IssuanceState.Uploaded, now);
    }

    public void Proven(DateTimeOffset now)
    {
        Require(IssuanceState.Uploaded);
        Enter(IssuanceState.Proven, now);
    }

    public void Activated(DateTimeOffset now)
    {
        Require(IssuanceState.Proven);
        Enter(IssuanceState.Activated, now);
        ClosedAt = now;
    }

    /// <summary>NetSuite said no to this step. It says so for reasons that pass, too, so the step is tried again later.</summary>
    public void Refused(string error, TimeSpan? after, DateTimeOffset now)
    {
        Refusals++;
        Retry(error, after, now);
    }

    /// <summary>The key is given up and another one is to be made. False when that was done often enough.</summary>
    public bool TryAnotherKey(DateTimeOffset now)
    {
        RequireUpload();
        if (Keys >= KeysPerIssuance)
        {
            return false;
        }

        CertificateId = null;
        SentAt = null;
        Enter(IssuanceState.Planned, now);
        return true;
    }

    /// <summary>The step failed for a reason that may pass; it is tried again later.</summary>
    public void Retry(string error, TimeSpan? after, DateTimeOffset now)
    {
        // Uploaded certificates become known to NetSuite's nodes within a minute or two; the same steps suit an outage.
        var wait = Kind is IssuanceKind.Consent ? Propagation[Math.Min(Attempts, Propagation.Length - 1)] : WaitOfRotation(now);
        Attempts++;
        LastError = error;
        NextAttemptAt = now + (after > wait ? after.Value : wait);
        DueAt = NextAttemptAt;
        UpdatedAt = now;
    }

    /// <summary>Whether the upload was taken cannot be told yet. It is looked for again, at the latest when it can be: no failure makes that longer.</summary>
    public void AwaitUpload(string error, TimeSpan longest, DateTimeOffset now)
    {
        Retry(error, null, now);
        if (NextAttemptAt > now + longest)
        {
            NextAttemptAt = now + longest;
            DueAt = NextAttemptAt;
        }
    }

    /// <summary>An operator wants it tried again now: what is still to be made, or to be cleaned up.</summary>
    public void Hurry(DateTimeOffset now)
    {
        Require(DueAt is not null);
        NextAttemptAt = null;
        DueAt = now;
        UpdatedAt = now;
    }

    public void Fail(IssuanceFailure failure, DateTimeOffset now)
    {
        Require(IsOpen);
        Failure = StateText.Of(failure);
        ClosedAt = now;
        Enter(IssuanceState.Failed, now);
    }

    /// <summary>The consent's tokens are of no more use and gone; nothing is left to do.</summary>
    public void Clean(DateTimeOffset now)
    {
        Require(!IsOpen);
        Grant = null;
        GrantExpiresAt = null;
        NextAttemptAt = null;
        DueAt = null;
        UpdatedAt = now;
    }

    public void Renew(Lease lease)
    {
        LeaseOwner = lease.Owner;
        LeaseUntil = lease.Until;
    }

    public void Release()
    {
        LeaseOwner = null;
        LeaseUntil = null;
    }

    /// <summary>A newer consent replaces this one; whoever still works on it finds its fence passed.</summary>
    public void Supersede(DateTimeOffset now)
    {
        Require(IsOpen);
        Fence++;
        Release();
        Fail(IssuanceFailure.Superseded, now);
    }

    private void Enter(IssuanceState state, DateTimeOffset now)
    {
        State = state;
        Attempts = 0;
        Refusals = 0;
        NextAttemptAt = null;
        LastError = null;
        DueAt = now;
        UpdatedAt = now;
    }

    /// <summary>Nobody waits for a rotation, and there is time: after the first minutes an hour is soon enough.</summary>
    private TimeSpan WaitOfRotation(DateTimeOffset now)
    {
        var wait = Attempts < Propagation.Length
            ? Propagation[Attempts]
            : TimeSpan.FromMinutes(Math.Min(60, 5 << Math.Min(Attempts - Propagation.Length, 4)));
        return Deadline is { } deadline ? UpkeepPolicy.Within(wait, deadline - now) : wait;
    }

    private void RequireUpload([CallerMemberName] string verb = "") => Require(State is IssuanceState.KeyMade or IssuanceState.Uploading, verb);

    private void Require(IssuanceState state, [CallerMemberName] string verb = "") => Require(State == state, verb);

    private void Require(bool isAllowed, [CallerMemberName] string verb = "")
    {
        if (!isAllowed)
        {
            throw new IssuanceMoveException(State, verb);
        }
    }
}
