namespace NetSuiteConnectorAuth.NetSuite.Answers;

/// <summary>NetSuite's receipt for an uploaded certificate.</summary>
/// <param name="ValidUntil">May be earlier than the certificate's own end: NetSuite shortens what is longer than two years.</param>
public sealed record UploadedCertificate(string Id, DateOnly? ValidUntil);
