namespace NetSuiteSimulator.Certificates;

/// <summary>The certificates mapped in one account.</summary>
public sealed class CertificateRegister
{
    private readonly Lock _lock = new();
    private readonly List<MappedCertificate> _certificates = [];

    /// <summary>All of them, also revoked and expired ones, oldest first.</summary>
    public IReadOnlyList<MappedCertificate> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _certificates];
            }
        }
    }

    public MappedCertificate? Find(string id)
    {
        lock (_lock)
        {
            return _certificates.Find(certificate => certificate.Id == id);
        }
    }

    public int CountActive(string clientId, DateTimeOffset now)
    {
        lock (_lock)
        {
            return _certificates.Count(certificate => certificate.ClientId == clientId && certificate.IsActive(now));
        }
    }

    /// <summary>Revokes as an administrator does in the UI. False when there is nothing to revoke.</summary>
    public bool Revoke(string id, DateTimeOffset now)
    {
        lock (_lock)
        {
            return _certificates.Find(certificate => certificate.Id == id)?.TryRevoke(now) ?? false;
        }
    }

    /// <summary>Adds the certificate unless <paramref name="objection"/> names a reason against it; both under one lock.</summary>
    internal T? Add<T>(MappedCertificate certificate, Func<IReadOnlyList<MappedCertificate>, T?> objection)
        where T : struct
    {
        lock (_lock)
        {
            if (objection(_certificates) is { } reason)
            {
                return reason;
            }

            _certificates.Add(certificate);
            return null;
        }
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _certificates.Clear();
        }
    }
}
