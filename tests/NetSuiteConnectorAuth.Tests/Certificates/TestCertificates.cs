using NetSuiteConnectorAuth.Certificates;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>Ready certificates, made once: an RSA key of 4096 bits takes seconds.</summary>
internal static class TestCertificates
{
    private static readonly DateTimeOffset NotBefore = new(2026, 11, 2, 10, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<MadeCertificate> LazyEs256 = new(() => Make(SigningAlgorithm.ES256));
    private static readonly Lazy<MadeCertificate> LazyEs384 = new(() => Make(SigningAlgorithm.ES384));
    private static readonly Lazy<MadeCertificate> LazyEs512 = new(() => Make(SigningAlgorithm.ES512));
    private static readonly Lazy<MadeCertificate> LazyPs256 = new(() => Make(SigningAlgorithm.PS256));
    private static readonly Lazy<MadeCertificate> LazyPs384 = new(() => Make(SigningAlgorithm.PS384, 4096));
    private static readonly Lazy<MadeCertificate> LazyPs512 = new(() => Make(SigningAlgorithm.PS512));

    public static MadeCertificate Es256 => LazyEs256.Value;

    /// <summary>RSA with 3072 bits, PS384's with 4096.</summary>
    public static MadeCertificate Of(SigningAlgorithm algorithm) => algorithm switch
    {
        SigningAlgorithm.ES256 => LazyEs256.Value,
        SigningAlgorithm.ES384 => LazyEs384.Value,
        SigningAlgorithm.ES512 => LazyEs512.Value,
        SigningAlgorithm.PS256 => LazyPs256.Value,
        SigningAlgorithm.PS384 => LazyPs384.Value,
        _ => LazyPs512.Value,
    };

    private static MadeCertificate Make(SigningAlgorithm algorithm, int rsaKeySize = 3072) =>
        CertificateFactory.Create(algorithm, rsaKeySize, "acme", NotBefore, TimeSpan.FromDays(365));
}
