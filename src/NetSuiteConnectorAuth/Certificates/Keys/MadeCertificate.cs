namespace NetSuiteConnectorAuth.Certificates;

/// <summary>A fresh key pair and its self-signed certificate.</summary>
/// <param name="Id">What NetSuite will call it, known before it is uploaded: see <see cref="CertificateFactory.IdOf"/>.</param>
/// <param name="PrivateKeyPem">PKCS#8.</param>
public sealed record MadeCertificate(
    string Id,
    SigningAlgorithm Algorithm,
    string CertificatePem,
    Secret PrivateKeyPem,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter);
